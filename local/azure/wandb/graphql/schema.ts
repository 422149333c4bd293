/**
 * The part of W&B's GraphQL schema that its clients use to log runs and to read them back. Names and types are those that
 * the official client requests (wandb 0.31, its Python package and `wandb-core`).
 */
import { buildSchema } from "graphql";

export const schema = buildSchema(`
  scalar JSON
  scalar JSONString
  scalar Int64
  scalar DateTime

  type Query {
    viewer: User
    serverInfo: ServerInfo
    entity(name: String): Entity
    project(name: String!, entityName: String): Project
    model(name: String!, entityName: String): Project
    models(entityName: String, after: String, first: Int): ProjectConnection
    organization(name: String!): Organization
  }

  type Mutation {
    upsertBucket(input: UpsertBucketInput!): UpsertBucketPayload
    upsertModel(input: UpsertModelInput!): UpsertModelPayload
    createRunFiles(input: RunFilesInput!): CreateRunFilesPayload
    markRunFilesUploaded(input: RunFilesInput!): MarkRunFilesUploadedPayload
    deleteRun(input: DeleteRunInput!): DeleteRunPayload
    updateRunState(input: UpdateRunStateInput!): UpdateRunStatePayload
  }

  type ServerInfo { features: [ServerFeature!]!, cliVersionInfo: JSON, latestLocalVersionInfo: JSON }
  type ServerFeature { name: String!, isEnabled: Boolean! }
  type Organization { name: String!, coreWeaveOrganizationId: String, featureFlags(rampIDType: RampIDType): [FeatureFlag!]! }
  type FeatureFlag { rampKey: String!, isEnabled: Boolean! }
  enum RampIDType { OrgName }

  type User {
    id: ID!
    name: String
    username: String
    email: String
    admin: Boolean
    flags: JSONString
    entity: String
    deletedAt: DateTime
    apiKeys: ApiKeyConnection
    teams: TeamConnection
  }
  type ApiKeyConnection { edges: [ApiKeyEdge!]! }
  type ApiKeyEdge { node: ApiKey }
  type ApiKey { id: ID!, name: String, description: String }
  type TeamConnection { edges: [TeamEdge!]! }
  type TeamEdge { node: Entity }

  type Entity {
    id: ID!
    name: String!
    available: Boolean
    organization: Organization
    photoUrl: String
    readOnly: Boolean
    readOnlyAdmin: Boolean!
    isTeam: Boolean!
    entityType: String
    privateOnly: Boolean!
    storageBytes: Int64!
    codeSavingEnabled: Boolean!
    defaultAccess: String!
    isPaid: Boolean
    members: [Member!]!
  }
  type Member {
    id: ID
    admin: Boolean
    pending: Boolean
    email: String
    username: String
    name: String!
    photoUrl: String
    accountType: String
    apiKey: String
  }

  type Project {
    id: ID!
    internalId: ID!
    name: String!
    entityName: String!
    entity: Entity!
    readOnly: Boolean!
    createdAt: DateTime
    runCount(filters: JSONString): Int!
    run(name: String!): Run
    bucket(name: String!, missingOk: Boolean): Run
    runs(filters: JSONString, after: String, first: Int, order: String): RunConnection!
  }
  type ProjectConnection { edges: [ProjectEdge!]!, pageInfo: PageInfo! }
  type ProjectEdge { node: Project!, cursor: String! }
  type PageInfo { endCursor: String, hasNextPage: Boolean! }
  type RunConnection { edges: [RunEdge!]!, pageInfo: PageInfo! }
  type RunEdge { node: Run!, cursor: String! }

  type Run {
    id: ID!
    projectId: ID!
    project: Project!
    name: String!
    displayName: String
    description: String
    notes: String
    tags: [String!]
    group: String
    jobType: String
    sweepName: String
    state: String
    commit: String
    readOnly: Boolean
    createdAt: DateTime
    heartbeatAt: DateTime
    config: JSONString
    wandbConfig(keys: [String!]): JSONString
    summaryMetrics: JSONString
    systemMetrics: JSONString
    user: User
    historyKeys: JSON
    historyLineCount: Int
    eventsLineCount: Int
    logLineCount: Int
    historyTail: JSONString
    eventsTail: JSONString
    history(minStep: Int64, maxStep: Int64, samples: Int): [JSONString!]
    events(samples: Int): [JSONString!]
    sampledHistory(specs: [JSONString!]!): [JSON!]
    parquetHistory(liveKeys: [String!]!): ParquetHistory
    files(names: [String!], first: Int, after: String, upload: Boolean): FileConnection
  }
  type ParquetHistory { parquetUrls: [String!]!, liveData: [JSON!] }
  type FileConnection { edges: [FileEdge!]!, pageInfo: PageInfo! }
  type FileEdge { node: File!, cursor: String! }
  type File {
    id: ID!, name: String!, url: String, directUrl: String, sizeBytes: Int64, mimetype: String, md5: String, updatedAt: DateTime
  }

  input UpsertBucketInput {
    id: String, name: String, groupName: String, modelName: String, entityName: String, description: String
    displayName: String, notes: String, config: JSONString, commit: String, host: String, debug: Boolean
    jobProgram: String, jobRepo: String, jobType: String, state: String, sweep: String, tags: [String!]
    summaryMetrics: JSONString
  }
  type UpsertBucketPayload { bucket: Run, inserted: Boolean }
  input UpsertModelInput { name: String, entityName: String, description: String, id: String }
  type UpsertModelPayload { model: Project, project: Project, inserted: Boolean }
  input RunFilesInput { entityName: String!, projectName: String!, runName: String!, files: [String!]! }
  type CreateRunFilesPayload { runID: ID, uploadHeaders: [String!]!, files: [RunFile!]! }
  type RunFile { name: String!, uploadUrl: String! }
  type MarkRunFilesUploadedPayload { success: Boolean }
  input DeleteRunInput { id: ID!, deleteArtifacts: Boolean }
  type DeleteRunPayload { clientMutationId: String }
  input UpdateRunStateInput { id: ID!, state: String! }
  type UpdateRunStatePayload { success: Boolean }
`);
