package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"

	dotnet "github.com/pulumi/pulumi/pkg/v3/codegen/dotnet"
	golang "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// files are contents by path below the SDK's folder.
type files = map[string][]byte

type language struct {
	generate func(request *pulumirpc.GeneratePackageRequest, pkg *schema.Package, loader schema.ReferenceLoader) (files, error)
	// program is the command that runs a program; nil where the tests run none in the language.
	program func(host *host, request *pulumirpc.RunRequest) (*command, error)
}

const tool = "the tests of azure-openai-wandb"

var languages = map[string]language{
	"dotnet": {
		generate: func(request *pulumirpc.GeneratePackageRequest, pkg *schema.Package, _ schema.ReferenceLoader) (files, error) {
			return dotnet.GeneratePackage(tool, pkg, request.ExtraFiles, request.LocalDependencies)
		},
	},
	"go": {
		generate: func(request *pulumirpc.GeneratePackageRequest, pkg *schema.Package, _ schema.ReferenceLoader) (files, error) {
			return golang.GeneratePackage(tool, pkg, request.LocalDependencies)
		},
		program: goProgram,
	},
	"nodejs": {
		generate: func(request *pulumirpc.GeneratePackageRequest, pkg *schema.Package, loader schema.ReferenceLoader) (files, error) {
			return nodejs.GeneratePackage(tool, pkg, request.ExtraFiles, request.LocalDependencies, request.Local, loader)
		},
		program: nodejsProgram,
	},
	"python": {
		generate: func(request *pulumirpc.GeneratePackageRequest, pkg *schema.Package, loader schema.ReferenceLoader) (files, error) {
			return python.GeneratePackage(tool, pkg, request.ExtraFiles, loader)
		},
		program: pythonProgram,
	},
}

// GeneratePackage writes the SDK of a package, for `pulumi package gen-sdk` and `pulumi package add`.
func (h *host) GeneratePackage(_ context.Context, request *pulumirpc.GeneratePackageRequest) (*pulumirpc.GeneratePackageResponse, error) {
	loader, err := schema.NewLoaderClient(request.LoaderTarget)
	if err != nil {
		return nil, err
	}
	var spec schema.PackageSpec
	if err := json.Unmarshal([]byte(request.Schema), &spec); err != nil {
		return nil, err
	}
	pkg, diagnostics, err := schema.BindSpec(spec, loader, schema.ValidationOptions{})
	if err != nil {
		return nil, err
	}
	if diagnostics.HasErrors() {
		return nil, diagnostics
	}
	generated, err := h.language.generate(request, pkg, loader)
	if err != nil {
		return nil, err
	}
	for name, content := range generated {
		file := filepath.Join(request.Directory, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return nil, err
		}
		if err := os.WriteFile(file, content, 0o644); err != nil {
			return nil, err
		}
	}
	return &pulumirpc.GeneratePackageResponse{}, nil
}
