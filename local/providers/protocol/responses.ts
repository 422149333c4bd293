/** Results as the messages of Pulumi's provider protocol. */
import { Any } from "google-protobuf/google/protobuf/any_pb";
import * as grpc from "@grpc/grpc-js";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import type { DiffKind, Difference } from "./difference";
import { InitializationError } from "./initializationError";
import type { CheckFailure, ReadResult } from "./provider";
import { toStruct, topLevelProperty } from "./values";
import type { Properties } from "./values";

const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;

type Kind = messages.PropertyDiff.Kind;
const { Kind } = messages.PropertyDiff;

const diffKinds: Record<DiffKind, { update: Kind; replace: Kind }> = {
  add: { update: Kind.ADD, replace: Kind.ADD_REPLACE },
  delete: { update: Kind.DELETE, replace: Kind.DELETE_REPLACE },
  update: { update: Kind.UPDATE, replace: Kind.UPDATE_REPLACE },
};

export function configureResponse(): messages.ConfigureResponse {
  const response = new messages.ConfigureResponse();
  response.setSupportspreview(true);
  response.setSupportsAutonamingConfiguration(true);
  response.setAcceptsecrets(false);
  response.setAcceptresources(false);
  response.setAcceptoutputs(false);
  return response;
}

export function checkResponse(inputs: Properties, failures: readonly CheckFailure[]): messages.CheckResponse {
  const response = new messages.CheckResponse();
  response.setInputs(toStruct(inputs));
  response.setFailuresList(
    failures.map(({ property, reason }) => {
      const failure = new messages.CheckFailure();
      failure.setProperty(property);
      failure.setReason(reason);
      return failure;
    }),
  );
  return response;
}

/** A difference of a provider's configuration: another client or subscription never replaces resources. */
export function configDiffResponse(isChanged: boolean): messages.DiffResponse {
  const response = new messages.DiffResponse();
  response.setChanges(isChanged ? DIFF_SOME : DIFF_NONE);
  return response;
}

export function diffResponse({ changes, deleteBeforeReplace }: Difference): messages.DiffResponse {
  const entries = Object.entries(changes);
  const response = new messages.DiffResponse();
  response.setChanges(entries.length === 0 ? DIFF_NONE : DIFF_SOME);
  response.setDiffsList([...new Set(entries.map(([path]) => topLevelProperty(path)))]);
  response.setReplacesList(entries.filter(([, { replaces }]) => replaces).map(([path]) => path));
  response.setDeletebeforereplace(deleteBeforeReplace);
  response.setHasdetaileddiff(true);
  for (const [path, { kind, replaces }] of entries) {
    const detail = new messages.PropertyDiff();
    detail.setKind(diffKinds[kind][replaces ? "replace" : "update"]);
    detail.setInputdiff(true);
    response.getDetaileddiffMap().set(path, detail);
  }
  return response;
}

/** @param id Left out in a preview. */
export function createResponse(outputs: Properties, id = ""): messages.CreateResponse {
  const response = new messages.CreateResponse();
  response.setId(id);
  response.setProperties(toStruct(outputs));
  return response;
}

/** @param resource undefined: it does not exist. */
export function readResponse(resource: ReadResult | undefined): messages.ReadResponse {
  const response = new messages.ReadResponse();
  if (resource) {
    response.setId(resource.id);
    response.setProperties(toStruct(resource.outputs));
    response.setInputs(toStruct(resource.inputs));
  }
  return response;
}

export function updateResponse(outputs: Properties): messages.UpdateResponse {
  const response = new messages.UpdateResponse();
  response.setProperties(toStruct(outputs));
  return response;
}

export function invokeResponse(result: Properties): messages.InvokeResponse {
  const response = new messages.InvokeResponse();
  response.setReturn(toStruct(result));
  return response;
}

/** An error as gRPC sends it; what an `InitializationError` knows of its resource goes into the metadata. */
export function errorResponse(error: Error): grpc.ServiceError & { metadata: grpc.Metadata } {
  const metadata = new grpc.Metadata();
  if (error instanceof InitializationError) {
    metadata.add("grpc-status-details-bin", Buffer.from(initializationStatus(error).serializeBinary()));
  }
  return Object.assign(new Error(error.message), {
    code: grpc.status.UNKNOWN,
    details: error.message,
    metadata,
  });
}

function initializationStatus({ id, outputs, inputs, message }: InitializationError): Status {
  const detail = new messages.ErrorResourceInitFailed();
  detail.setId(id);
  detail.setProperties(toStruct(outputs));
  detail.setInputs(toStruct(inputs));
  detail.setReasonsList([message]);
  const packed = new Any();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new Status();
  status.setCode(grpc.status.UNKNOWN);
  status.setMessage("the resource could not be initialized");
  status.addDetails(packed);
  return status;
}
