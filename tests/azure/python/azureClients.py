"""The local Azure through the official Python clients, unmodified. Prints one JSON line for each rule."""

import json
import os
import traceback
import uuid

from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.identity import ClientSecretCredential
from azure.keyvault.secrets import SecretClient
from azure.mgmt.authorization import AuthorizationManagementClient
from azure.mgmt.cognitiveservices import CognitiveServicesManagementClient
from azure.mgmt.keyvault import KeyVaultManagementClient
from azure.mgmt.resource.resources import ResourceManagementClient

TENANT = os.environ["AZURE_TENANT_ID"]
SUBSCRIPTION = os.environ["AZURE_SUBSCRIPTION_ID"]
CREDENTIAL = ClientSecretCredential(TENANT, os.environ["AZURE_CLIENT_ID"], os.environ["AZURE_CLIENT_SECRET"])
SECRETS_OFFICER = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7"

RESOURCES = ResourceManagementClient(CREDENTIAL, SUBSCRIPTION)
VAULTS = KeyVaultManagementClient(CREDENTIAL, SUBSCRIPTION, retry_total=0)
ACCOUNTS = CognitiveServicesManagementClient(CREDENTIAL, SUBSCRIPTION, retry_total=0)
ROLE_ASSIGNMENTS = AuthorizationManagementClient(CREDENTIAL, SUBSCRIPTION, retry_total=0)

GROUP = "rg-python-" + uuid.uuid4().hex[:8]


def name(prefix):
    return prefix + uuid.uuid4().hex[:8]


def role(identifier):
    return f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{identifier}"


def code_of(call):
    try:
        call()
    except HttpResponseError as error:
        return f"{error.status_code} {error.error.code if error.error else ''}".strip()
    return "the call succeeded"


def create_vault(vault_name=None):
    properties = {
        "tenantId": TENANT,
        "sku": {"family": "A", "name": "standard"},
        "enableRbacAuthorization": True,
        "accessPolicies": [],
    }
    return VAULTS.vaults.begin_create_or_update(
        GROUP, vault_name or name("kv-"), {"location": "swedencentral", "properties": properties}
    ).result()


def create_account():
    return ACCOUNTS.accounts.begin_create(
        GROUP,
        name("openai-"),
        {
            "location": "swedencentral",
            "kind": "OpenAI",
            "sku": {"name": "S0"},
            "identity": {"type": "SystemAssigned"},
            "properties": {"customSubDomainName": name("sub-")},
        },
    ).result()


def object_id():
    import base64

    payload = CREDENTIAL.get_token("https://management.azure.com/.default").token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["oid"]


def assign_role(scope, identifier, principal):
    return ROLE_ASSIGNMENTS.role_assignments.create(
        scope,
        str(uuid.uuid4()),
        {"role_definition_id": role(identifier), "principal_id": principal, "principal_type": "ServicePrincipal"},
    )


def resource_groups_are_created_and_read():
    RESOURCES.resource_groups.create_or_update(GROUP, {"location": "swedencentral"})
    assert RESOURCES.resource_groups.get(GROUP.upper()).name == GROUP


def accounts_are_provisioned_with_an_identity():
    account = create_account()
    assert account.properties.provisioning_state == "Succeeded"
    assert account.identity.principal_id
    assert account.properties.endpoint.endswith(".openai.azure.com/")


def models_list_their_training_types():
    names = {model.model.name: model.model.capabilities for model in ACCOUNTS.models.list("swedencentral")}
    assert names["gpt-4.1-mini"]["fineTune"] == "true"


def vaults_with_azure_rbac_deny_their_owner_until_a_role_is_assigned():
    vault = create_vault()
    secrets = SecretClient(vault.properties.vault_uri, CREDENTIAL, retry_total=0)
    assert code_of(lambda: secrets.set_secret("key", "one")) == "403 Forbidden"
    assign_role(vault.id, SECRETS_OFFICER, object_id())
    secrets.set_secret("key", "one")
    assert secrets.get_secret("key").value == "one"
    assert [secret.name for secret in secrets.list_properties_of_secrets()] == ["key"]


def secrets_are_deleted_recovered_and_purged():
    vault = create_vault()
    assign_role(vault.id, SECRETS_OFFICER, object_id())
    secrets = SecretClient(vault.properties.vault_uri, CREDENTIAL, retry_total=0)
    secrets.set_secret("key", "one")
    secrets.begin_delete_secret("key", _polling_interval=0.01).wait()
    try:
        secrets.get_secret("key")
        raise AssertionError("a deleted secret was read")
    except ResourceNotFoundError:
        pass
    secrets.begin_recover_deleted_secret("key", _polling_interval=0.01).wait()
    assert secrets.get_secret("key").value == "one"
    secrets.begin_delete_secret("key", _polling_interval=0.01).wait()
    secrets.purge_deleted_secret("key")
    assert list(secrets.list_deleted_secrets()) == []


def role_assignments_are_unique():
    vault = create_vault()
    principal = object_id()
    assign_role(vault.id, SECRETS_OFFICER, principal)
    assert code_of(lambda: assign_role(vault.id, SECRETS_OFFICER, principal)) == "409 RoleAssignmentExists"


def deleted_vaults_hold_their_name():
    vault = create_vault()
    VAULTS.vaults.delete(GROUP, vault.name)
    assert code_of(lambda: create_vault(vault.name)) == "409 ConflictError"
    VAULTS.vaults.begin_purge_deleted(vault.name, "swedencentral").result()
    create_vault(vault.name)


for rule in [
    resource_groups_are_created_and_read,
    accounts_are_provisioned_with_an_identity,
    models_list_their_training_types,
    vaults_with_azure_rbac_deny_their_owner_until_a_role_is_assigned,
    secrets_are_deleted_recovered_and_purged,
    role_assignments_are_unique,
    deleted_vaults_hold_their_name,
]:
    try:
        rule()
        print(json.dumps({"rule": rule.__name__, "error": None}))
    except Exception:  # any failure is the rule's result
        print(json.dumps({"rule": rule.__name__, "error": traceback.format_exc()[-1500:]}))
