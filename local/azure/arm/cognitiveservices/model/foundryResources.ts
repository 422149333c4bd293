/** What a Foundry resource (kind AIServices) has below it besides deployments: projects and connections. */
export const projectType = "Microsoft.CognitiveServices/accounts/projects";
export const connectionType = "Microsoft.CognitiveServices/accounts/connections";
