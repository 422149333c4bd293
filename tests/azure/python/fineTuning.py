"""Fine-tuning and W&B through the official Python clients, unmodified. Prints one JSON line for each rule."""

import io
import json
import os
import tempfile
import traceback
import urllib.request
import uuid

import openai
import wandb
from azure.identity import ClientSecretCredential, get_bearer_token_provider
from azure.keyvault.secrets import SecretClient
from azure.mgmt.authorization import AuthorizationManagementClient
from azure.mgmt.cognitiveservices import CognitiveServicesManagementClient
from azure.mgmt.keyvault import KeyVaultManagementClient
from azure.mgmt.resource.resources import ResourceManagementClient

TENANT = os.environ["AZURE_TENANT_ID"]
SUBSCRIPTION = os.environ["AZURE_SUBSCRIPTION_ID"]
LOCAL = os.environ["LOCAL_AZURE_URL"]
CONTROL_TOKEN = os.environ["LOCAL_AZURE_TOKEN"]
CREDENTIAL = ClientSecretCredential(TENANT, os.environ["AZURE_CLIENT_ID"], os.environ["AZURE_CLIENT_SECRET"])
TOKENS = get_bearer_token_provider(CREDENTIAL, "https://cognitiveservices.azure.com/.default")
SECRETS_OFFICER = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7"
SECRETS_USER = "4633458b-17de-408a-b874-0445c86b69e6"
AI_USER = "53ca6127-db72-4b80-b1b0-d745d6d5456d"
MODEL = "gpt-4.1-mini-2025-04-14"
KEY = "wandb_v1_" + "k" * 27 + "_" + uuid.uuid4().hex + "k" * 17


def control(method, path, body=None):
    """Calls the control routes of the local Azure, without the proxy."""
    request = urllib.request.Request(
        f"{LOCAL}/_local/{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"content-type": "application/json", "authorization": f"Bearer {CONTROL_TOKEN}"},
        method=method,
    )
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as answer:
        return json.loads(answer.read() or "null")


def assign_role(scope, role, principal):
    AuthorizationManagementClient(CREDENTIAL, SUBSCRIPTION).role_assignments.create(
        scope,
        str(uuid.uuid4()),
        {
            "role_definition_id": f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{role}",
            "principal_id": principal,
            "principal_type": "ServicePrincipal",
        },
    )


def configure_wandb_integration(endpoint, vault_url):
    """\"Manage integrations\" in the portal, by the endpoint that is assumed for it."""
    request = urllib.request.Request(
        f"{endpoint}openai/assumed/integrations/wandb",
        data=json.dumps({"keyVaultUrl": vault_url, "secretName": "wandb-api-key"}).encode(),
        headers={"content-type": "application/json", "authorization": f"Bearer {TOKENS()}"},
        method="PUT",
    )
    urllib.request.urlopen(request).close()


def set_up():
    """Creates an account with the W&B integration. Returns its endpoint."""
    suffix = uuid.uuid4().hex[:8]
    group, name = f"rg-{suffix}", f"openai-{suffix}"
    me = control("GET", "seed")["deployer"]["objectId"]
    control("POST", "wandb/keys", {"key": KEY})
    ResourceManagementClient(CREDENTIAL, SUBSCRIPTION).resource_groups.create_or_update(
        group, {"location": "swedencentral"}
    )
    account = (
        CognitiveServicesManagementClient(CREDENTIAL, SUBSCRIPTION)
        .accounts.begin_create(
            group,
            name,
            {
                "location": "swedencentral",
                "kind": "OpenAI",
                "sku": {"name": "S0"},
                "identity": {"type": "SystemAssigned"},
                "properties": {"customSubDomainName": name},
            },
        )
        .result()
    )
    vault = (
        KeyVaultManagementClient(CREDENTIAL, SUBSCRIPTION)
        .vaults.begin_create_or_update(
            group,
            f"kv-{suffix}",
            {
                "location": "swedencentral",
                "properties": {
                    "tenantId": TENANT,
                    "sku": {"family": "A", "name": "standard"},
                    "enableRbacAuthorization": True,
                    "accessPolicies": [],
                },
            },
        )
        .result()
    )
    assign_role(vault.id, SECRETS_OFFICER, me)
    assign_role(vault.id, SECRETS_USER, account.identity.principal_id)
    assign_role(account.id, AI_USER, me)
    SecretClient(vault.properties.vault_uri, CREDENTIAL).set_secret("wandb-api-key", KEY)
    configure_wandb_integration(account.properties.endpoint, vault.properties.vault_uri)
    return account.properties.endpoint


ENDPOINT = set_up()
CLIENT = openai.AzureOpenAI(
    azure_endpoint=ENDPOINT, api_version="2025-04-01-preview", azure_ad_token_provider=TOKENS, max_retries=0
)
TRAINING = "\n".join(
    json.dumps(
        {
            "messages": [
                {"role": "user", "content": f"What comes after {number % 4}?"},
                {"role": "assistant", "content": f"After {number % 4} comes {number % 4 + 1}."},
            ]
        }
    )
    for number in range(12)
).encode()
STATE = {}


def openai_uploads_a_file_and_sees_it_processed():
    file = CLIENT.files.create(purpose="fine-tune", file=("training.jsonl", io.BytesIO(TRAINING)))
    assert CLIENT.files.retrieve(file.id).status == "processed"
    assert CLIENT.files.content(file.id).read() == TRAINING
    STATE["file"] = file.id


def openai_trains_and_reads_events_and_checkpoints():
    job = CLIENT.fine_tuning.jobs.create(
        model=MODEL,
        training_file=STATE["file"],
        validation_file=STATE["file"],
        seed=5,
        integrations=[{"type": "wandb", "wandb": {"project": "from-python", "name": "curve", "tags": ["py"]}}],
    )
    for _ in range(500):
        job = CLIENT.fine_tuning.jobs.retrieve(job.id)
        if job.status in ("succeeded", "failed"):
            break
    assert job.status == "succeeded", job.error
    events = list(CLIENT.fine_tuning.jobs.list_events(job.id, limit=20))
    # Recorded, Samples2025, May 2025: the evaluation follows "Job succeeded.".
    assert [event.message.split(":")[0] for event in events[:4]] == [
        "Training tokens billed",
        "Completed results file",
        "Model Evaluation Passed.",
        "Job succeeded.",
    ], events[:4]
    assert events[4].data["step"] % 10 == 0 and events[4].data["valid_mean_token_accuracy"] >= 0
    assert len({event.id for event in events}) == len(events)
    checkpoints = list(CLIENT.fine_tuning.jobs.checkpoints.list(job.id))
    assert len(checkpoints) == 3 and checkpoints[0].metrics.full_valid_loss > 0
    assert checkpoints[0].fine_tuned_model_checkpoint == job.fine_tuned_model
    assert checkpoints[1].fine_tuned_model_checkpoint.startswith(f"{job.fine_tuned_model}:ckpt-step-")
    STATE["job"] = job


def openai_gets_azures_error_codes():
    try:
        CLIENT.fine_tuning.jobs.create(model="gpt-4.1-mini", training_file=STATE["file"])
        raise AssertionError("the call succeeded")
    except openai.BadRequestError as error:
        assert error.code == "invalidPayload", error


def openai_uses_the_v1_paths():
    client = openai.OpenAI(base_url=f"{ENDPOINT}openai/v1/", api_key=TOKENS, max_retries=0)
    assert client.fine_tuning.jobs.retrieve(STATE["job"].id).status == "succeeded"


def wandb_reads_the_history_of_a_job():
    job = STATE["job"]
    run = wandb.Api(api_key=KEY).run(f"contoso/from-python/{job.id}")
    assert run.name == "curve" and run.state == "finished", (run.name, run.state)
    assert "py" in run.tags and run.config["seed"] == 5
    rows = CLIENT.files.content(job.result_files[0]).text.strip().split("\n")[1:]
    losses = [float(row.split(",")[1]) for row in rows]
    assert [row["train_loss"] for row in run.scan_history()] == losses
    assert run.summary["fine_tuned_model"] == job.fine_tuned_model


def wandb_logs_a_run_of_its_own():
    os.environ["WANDB_API_KEY"] = KEY
    settings = wandb.Settings(console="off", silent=True)
    with tempfile.TemporaryDirectory() as folder:
        with wandb.init(project="own", name="mine", config={"lr": 0.1}, dir=folder, settings=settings) as run:
            for step in range(5):
                run.log({"loss": 1 / (step + 1)})
    read = wandb.Api(api_key=KEY).run(f"contoso/own/{run.id}")
    assert read.state == "finished" and read.config == {"lr": 0.1}
    assert [row["loss"] for row in read.scan_history()] == [1 / (step + 1) for step in range(5)]
    assert read.summary["loss"] == 0.2


def wandb_uses_either_host_of_the_public_server():
    # 0.31 uses the second one by default, and knows that the first one is the same server.
    for host in ["https://api.wandb.ai", "https://api.forge.coreweave.com"]:
        api = wandb.Api(api_key=KEY, overrides={"base_url": host})
        assert api.run(f"contoso/from-python/{STATE['job'].id}").name == "curve"


def wandb_tells_service_accounts_from_people():
    for username, account_type in [("robot", "SERVICE"), ("grace", "MEMBER")]:
        key = f"wandb_v1_{uuid.uuid4().hex}{uuid.uuid4().hex}"
        control("POST", "wandb/keys", {"key": key, "username": username, "accountType": account_type})
    members = {member.username: member.account_type for member in wandb.Api(api_key=KEY).team("contoso").members}
    assert members["robot"] == "SERVICE" and members["grace"] == "MEMBER", members


def wandb_refuses_an_unknown_key():
    try:
        wandb.Api(api_key="0" * 40).viewer
        raise AssertionError("the call succeeded")
    except Exception as error:
        assert not isinstance(error, AssertionError), error


for rule in [
    openai_uploads_a_file_and_sees_it_processed,
    openai_trains_and_reads_events_and_checkpoints,
    openai_gets_azures_error_codes,
    openai_uses_the_v1_paths,
    wandb_reads_the_history_of_a_job,
    wandb_logs_a_run_of_its_own,
    wandb_uses_either_host_of_the_public_server,
    wandb_tells_service_accounts_from_people,
    wandb_refuses_an_unknown_key,
]:
    try:
        rule()
        print(json.dumps({"rule": rule.__name__, "error": None}))
    except Exception:  # any failure is the rule's result
        print(json.dumps({"rule": rule.__name__, "error": traceback.format_exc()[-1500:]}))
