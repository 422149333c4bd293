package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/nodejs/npm"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// InstallDependencies installs what a package or a program needs by Pulumi's own code: at the root of the workspace that it finds, and
// with development dependencies (InstallDependencies of sdk/nodejs/cmd/pulumi-language-nodejs in github.com/pulumi/pulumi).
func (*host) InstallDependencies(
	request *pulumirpc.InstallDependenciesRequest, server pulumirpc.LanguageRuntime_InstallDependenciesServer,
) error {
	directory := request.Info.ProgramDirectory
	output := writer(func(text []byte) error {
		return server.Send(&pulumirpc.InstallDependenciesResponse{Stdout: text})
	})
	if workspace, err := npm.FindWorkspaceRoot(directory); err == nil {
		fmt.Fprintf(output, "Detected workspace root at %s\n", workspace)
		directory = workspace
	}
	_, err := npm.Install(server.Context(), npm.AutoPackageManager, directory, false, output, output)
	return err
}

// Link adds generated SDKs to a program's package.json.
func (*host) Link(_ context.Context, request *pulumirpc.LinkRequest) (*pulumirpc.LinkResponse, error) {
	for _, dependency := range request.Packages {
		add := exec.Command("npm", "install", "--loglevel=error", "--no-audit", "--no-fund", "./"+dependency.Path)
		add.Dir = request.Info.ProgramDirectory
		if output, err := add.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("%s: %s", err, output)
		}
	}
	return &pulumirpc.LinkResponse{}, nil
}

// RunPlugin starts a package, and passes on what it prints.
func (*host) RunPlugin(request *pulumirpc.RunPluginRequest, server pulumirpc.LanguageRuntime_RunPluginServer) error {
	directory := request.Info.ProgramDirectory
	runner, err := sdkFile(directory, "cmd/run-plugin")
	if err != nil {
		return err
	}
	plugin := exec.CommandContext(server.Context(), "node", append([]string{runner, directory}, request.Args...)...)
	plugin.Dir = request.Pwd
	plugin.Env = append(os.Environ(), append(request.Env, typescriptVariable(request.Info))...)
	plugin.Stdout = writer(func(text []byte) error {
		return server.Send(&pulumirpc.RunPluginResponse{Output: &pulumirpc.RunPluginResponse_Stdout{Stdout: text}})
	})
	plugin.Stderr = writer(func(text []byte) error {
		return server.Send(&pulumirpc.RunPluginResponse{Output: &pulumirpc.RunPluginResponse_Stderr{Stderr: text}})
	})
	return plugin.Run()
}

func nodejsProgram(h *host, request *pulumirpc.RunRequest) (*command, error) {
	runner, err := sdkFile(request.Info.ProgramDirectory, "cmd/run")
	if err != nil {
		return nil, err
	}
	arguments := []string{
		runner, "--monitor", request.MonitorAddress, "--engine", h.engine, "--project", request.Project,
		"--stack", request.Stack, "--pwd", request.Pwd, "--parallel", strconv.Itoa(int(request.Parallel)),
		"--organization", request.Organization, "--root-directory", request.Info.RootDirectory,
	}
	if request.DryRun {
		arguments = append(arguments, "--dry-run")
	}
	return &command{
		name:        "node",
		arguments:   append(arguments, request.Info.EntryPoint),
		environment: []string{typescriptVariable(request.Info)},
	}, nil
}

// typescriptVariable tells Pulumi's runners whether they run TypeScript by themselves.
func typescriptVariable(info *pulumirpc.ProgramInfo) string {
	enabled := info.Options.AsMap()["typescript"]
	return "PULUMI_NODEJS_TYPESCRIPT=" + strconv.FormatBool(enabled == nil || enabled == true)
}

// sdkFile finds a file of Pulumi's SDK, as a program of the folder would.
func sdkFile(directory, file string) (string, error) {
	resolve := exec.Command("node", "-p", fmt.Sprintf("require.resolve('@pulumi/pulumi/%s')", file))
	resolve.Dir = directory
	output, err := resolve.Output()
	if err != nil {
		return "", fmt.Errorf("@pulumi/pulumi is not installed in %s", directory)
	}
	return filepath.Clean(strings.TrimSpace(string(output))), nil
}

// writer sends what is written to it.
type writer func([]byte) error

func (send writer) Write(text []byte) (int, error) {
	return len(text), send(text)
}
