/* exm-practice-billing.c - Cloud Billing: whether the project pays, and who could
 *
 * https://cloud.google.com/billing/docs/reference/rest
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-practice"

#include "config.h"

#include "exm-practice-setup-private.h"

#include "exm-json-gate.h"

static gboolean
is_closed (ExmPracticeState *state, const char *account)
{
  return g_strcmp0 (account, EXM_PRACTICE_BILLING_CLOSED) == 0 ||
         _exm_practice_state_has_obstacle (state, EXM_PRACTICE_OBSTACLE_BILLING_CLOSED);
}

/* (nullable): what is linked, open or not */
static const char *
linked_account (ExmPracticeState *state)
{
  JsonObject *own = _exm_practice_own_project (state);

  if (_exm_practice_state_has_obstacle (state, EXM_PRACTICE_OBSTACLE_BILLING))
    return NULL;
  return own != NULL ? exm_json_get_string (own, "billingAccountName") : EXM_PRACTICE_BILLING;
}

gboolean
_exm_practice_billing_is_on (ExmPracticeState *state)
{
  const char *account = linked_account (state);

  return account != NULL && !is_closed (state, account);
}

static void
link_account (ExmPracticeState *state, const char *account)
{
  JsonObject *own = _exm_practice_own_project (state);

  if (own != NULL)
    {
      g_autoptr (JsonObject) held = json_object_ref (own);

      _exm_set (held, "billingAccountName", account);
      _exm_practice_put_project (state, held);
    }
  _exm_practice_state_clear_obstacle (state, EXM_PRACTICE_OBSTACLE_BILLING);
}

/* FALSE: answered. */
static gboolean
try_link (ExmPracticeCall *call)
{
  JsonObject *body = _exm_practice_call_json (call);
  const char *account;

  if (body == NULL)
    return FALSE;
  account = exm_json_get_string (body, "billingAccountName");
  if (g_strcmp0 (account, EXM_PRACTICE_BILLING) != 0 && g_strcmp0 (account, EXM_PRACTICE_BILLING_CLOSED) != 0)
    {
      _exm_practice_error (call, 403, "The caller does not have permission");
      return FALSE;
    }
  if (is_closed (call->state, account))
    {
      _exm_practice_error_status (call, 400, "FAILED_PRECONDITION", "Precondition check failed.");
      return FALSE;
    }
  link_account (call->state, account);
  return TRUE;
}

void
_exm_practice_serve_billing (ExmPracticeCall *call)
{
  const char      *id = _exm_practice_project_id (call->state);
  const char      *account;
  JsonObject      *answer;
  g_autofree char *name = g_strdup_printf ("projects/%s/billingInfo", id);

  if (_exm_practice_call_is (call, "PUT") && !try_link (call))
    return;
  account = linked_account (call->state);
  answer = json_object_new ();
  _exm_set (answer, "name", name);
  _exm_set (answer, "projectId", id);
  _exm_set (answer, "billingAccountName", account != NULL ? account : "");
  json_object_set_boolean_member (answer, "billingEnabled", _exm_practice_billing_is_on (call->state));
  _exm_practice_reply (call, 200, answer);
}

static void
add_account (JsonArray *accounts, const char *name, const char *title, gboolean open)
{
  JsonObject *account = json_object_new ();

  _exm_set (account, "name", name);
  _exm_set (account, "displayName", title);
  json_object_set_boolean_member (account, "open", open);
  json_array_add_object_element (accounts, account);
}

/* The usual one; from nothing, or with the obstacle, also one that is closed. */
void
_exm_practice_serve_billing_accounts (ExmPracticeCall *call)
{
  ExmPracticeState *state = call->state;
  JsonObject       *answer = json_object_new ();
  JsonArray        *accounts = json_array_new ();
  const gboolean    closed = _exm_practice_state_has_obstacle (state, EXM_PRACTICE_OBSTACLE_BILLING_CLOSED);

  add_account (accounts, EXM_PRACTICE_BILLING, "Practice billing account", !closed);
  if (closed || _exm_practice_own_project (state) != NULL)
    add_account (accounts, EXM_PRACTICE_BILLING_CLOSED, "Former billing account", FALSE);
  json_object_set_array_member (answer, "billingAccounts", accounts);
  _exm_practice_reply (call, 200, answer);
}
