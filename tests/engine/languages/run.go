package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// command is what runs a program, and its own environment variables.
type command struct {
	name        string
	arguments   []string
	environment []string
}

// Exit code of a program that has reported its error itself, as Pulumi's SDKs have it.
const alreadyReported = 32

// Run runs a program to its end.
func (h *host) Run(_ context.Context, request *pulumirpc.RunRequest) (*pulumirpc.RunResponse, error) {
	if h.language.program == nil {
		return nil, errors.New("no program runs in this language here: only its SDK is generated")
	}
	program, err := h.language.program(h, request)
	if err != nil {
		return &pulumirpc.RunResponse{Error: err.Error()}, nil
	}
	variables, err := programVariables(h, request)
	if err != nil {
		return nil, err
	}
	run := exec.Command(program.name, program.arguments...)
	run.Dir = request.Info.ProgramDirectory
	run.Env = append(append(os.Environ(), variables...), program.environment...)
	// The engine shows what this process prints.
	run.Stdout, run.Stderr = os.Stdout, os.Stderr
	err = run.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == alreadyReported {
		return &pulumirpc.RunResponse{Bail: true}, nil
	}
	if err != nil {
		return &pulumirpc.RunResponse{Error: fmt.Sprintf("the program failed: %s", err)}, nil
	}
	return &pulumirpc.RunResponse{}, nil
}

// programVariables are those from which Go's SDK reads what a program has to know; Python's reads the configuration from two of them.
func programVariables(h *host, request *pulumirpc.RunRequest) ([]string, error) {
	config, err := json.Marshal(request.Config)
	if err != nil {
		return nil, err
	}
	secretKeys, err := json.Marshal(request.ConfigSecretKeys)
	if err != nil {
		return nil, err
	}
	return []string{
		"PULUMI_CONFIG=" + string(config),
		"PULUMI_CONFIG_SECRET_KEYS=" + string(secretKeys),
		"PULUMI_DRY_RUN=" + strconv.FormatBool(request.DryRun),
		"PULUMI_ENGINE=" + h.engine,
		"PULUMI_MONITOR=" + request.MonitorAddress,
		"PULUMI_ORGANIZATION=" + request.Organization,
		"PULUMI_PARALLEL=" + strconv.Itoa(int(request.Parallel)),
		"PULUMI_PROJECT=" + request.Project,
		"PULUMI_ROOT_DIRECTORY=" + request.Info.RootDirectory,
		"PULUMI_STACK=" + request.Stack,
	}, nil
}

// goProgram compiles the program's module.
func goProgram(_ *host, request *pulumirpc.RunRequest) (*command, error) {
	directory := request.Info.ProgramDirectory
	executable := filepath.Join(directory, ".program")
	build := exec.Command("go", "build", "-o", executable, ".")
	build.Dir = directory
	if output, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%s: %s", err, output)
	}
	return &command{name: executable}, nil
}

// pythonProgram runs Pulumi's own launcher of programs, which is beside this executable, in the virtual environment that Pulumi.yaml names.
func pythonProgram(h *host, request *pulumirpc.RunRequest) (*command, error) {
	environment := request.Info.Options.AsMap()["virtualenv"]
	if environment == nil {
		return nil, errors.New("runtime.options of Pulumi.yaml has no virtualenv")
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return &command{
		name: filepath.Join(fmt.Sprint(environment), "bin/python"),
		arguments: []string{
			"-u", filepath.Join(filepath.Dir(self), "pulumi-language-python-exec"),
			"--project", request.Project, "--stack", request.Stack, "--organization", request.Organization,
			"--root_directory", request.Info.RootDirectory, "--pwd", request.Info.ProgramDirectory,
			"--monitor", request.MonitorAddress, "--engine", h.engine,
			"--parallel", strconv.Itoa(int(request.Parallel)), "--dry_run", strconv.FormatBool(request.DryRun),
			filepath.Join(request.Info.ProgramDirectory, request.Info.EntryPoint),
		},
	}, nil
}
