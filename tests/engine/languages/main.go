// The language hosts of Go, Python, .NET and Node.js, as far as the tests of the package need them. Pulumi's own hosts are in no module
// that Go can install; their generators are (github.com/pulumi/pulumi/pkg/v3/codegen), and generate the SDKs here.
// The name of the executable is that of its language: pulumi-language-go, pulumi-language-python and so on.
package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/emptypb"
)

// host answers what the Pulumi CLI and the engine ask of a language.
type host struct {
	pulumirpc.UnimplementedLanguageRuntimeServer
	language language
	// engine is where a program reports to, as HOST:PORT.
	engine string
}

func (host) Handshake(context.Context, *pulumirpc.LanguageHandshakeRequest) (*pulumirpc.LanguageHandshakeResponse, error) {
	return &pulumirpc.LanguageHandshakeResponse{}, nil
}

func (host) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{}, nil
}

// GetRequiredPackages lists no package: the tests install what a program needs.
func (host) GetRequiredPackages(context.Context, *pulumirpc.GetRequiredPackagesRequest) (*pulumirpc.GetRequiredPackagesResponse, error) {
	return &pulumirpc.GetRequiredPackagesResponse{}, nil
}

func main() {
	name := strings.TrimPrefix(filepath.Base(os.Args[0]), "pulumi-language-")
	language, ok := languages[name]
	if !ok {
		fail(fmt.Errorf("%s is not the name of a language", name))
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fail(err)
	}
	server := grpc.NewServer(grpc.MaxRecvMsgSize(400 << 20))
	pulumirpc.RegisterLanguageRuntimeServer(server, &host{language: language, engine: os.Args[len(os.Args)-1]})
	// The engine reads the port from the first line.
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)
	if err := server.Serve(listener); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
