/* exm-ready-item.h - one row of the ready page
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ExmReadyKind:
 * @EXM_READY_ACCOUNT: somebody is signed in, and Google accepts it
 * @EXM_READY_PROJECT: a project is chosen, exists and is active
 * @EXM_READY_BILLING: it can pay
 * @EXM_READY_APIS: Vertex AI and Cloud Storage are on, and answer
 * @EXM_READY_PERMISSIONS: the account has the roles
 * @EXM_READY_BUCKET: a bucket is chosen and there; green without one in the
 *   practice service's usual project, where a submission makes its own
 * @EXM_READY_MODEL: the base model can be tuned in the region
 * @EXM_READY_JOB: no other tuning job holds the project's quota
 * @EXM_READY_DATASET: the dataset (or the chosen file) is fit for tuning
 *
 * The rows, in their order.
 */
typedef enum
{
  EXM_READY_ACCOUNT,
  EXM_READY_PROJECT,
  EXM_READY_BILLING,
  EXM_READY_APIS,
  EXM_READY_PERMISSIONS,
  EXM_READY_BUCKET,
  EXM_READY_MODEL,
  EXM_READY_JOB,
  EXM_READY_DATASET,
} ExmReadyKind;

#define EXM_N_READY 9

/**
 * ExmReadyState:
 * @EXM_READY_STATE_UNKNOWN: not looked at yet
 * @EXM_READY_STATE_CHECKING: being looked at, or being mended
 * @EXM_READY_STATE_OK: fine
 * @EXM_READY_STATE_ATTENTION: something has to be done; the action does it
 * @EXM_READY_STATE_BLOCKED: cannot be told before an earlier row is mended
 * @EXM_READY_STATE_ERROR: could not be looked at (no network, server trouble, …)
 */
typedef enum
{
  EXM_READY_STATE_UNKNOWN,
  EXM_READY_STATE_CHECKING,
  EXM_READY_STATE_OK,
  EXM_READY_STATE_ATTENTION,
  EXM_READY_STATE_BLOCKED,
  EXM_READY_STATE_ERROR,
} ExmReadyState;

#define EXM_N_READY_STATES 6

/**
 * ExmReadyAction:
 * @EXM_READY_ACTION_NONE: no button
 * @EXM_READY_ACTION_SIGN_IN: outside: sign in, or sign in again
 * @EXM_READY_ACTION_CHOOSE_PROJECT: choose one of the choices
 * @EXM_READY_ACTION_CREATE_PROJECT: create one; its id never changes
 * @EXM_READY_ACTION_LINK_BILLING: link one of the choices to the project
 * @EXM_READY_ACTION_OPEN_PAGE: outside: open exm_ready_item_get_url()
 * @EXM_READY_ACTION_ENABLE_APIS: turn on what is off
 * @EXM_READY_ACTION_ASK_FOR_ROLE: outside: show exm_ready_dup_role_request()
 * @EXM_READY_ACTION_CHOOSE_BUCKET: choose one of the choices
 * @EXM_READY_ACTION_CREATE_BUCKET: create one
 * @EXM_READY_ACTION_CHOOSE_MODEL: choose one of the choices
 * @EXM_READY_ACTION_OPEN_JOB: outside: show the job exm_ready_item_get_job()
 * @EXM_READY_ACTION_QUEUE: go on although a job is running
 * @EXM_READY_ACTION_OPEN_PROBLEMS: outside: show the dataset's problems
 * @EXM_READY_ACTION_CHECK_AGAIN: look again
 * @EXM_READY_ACTION_CHOOSE_QUOTA: choose which project the calls count against
 *
 * What a row's button does. "Outside": the window does it.
 */
typedef enum
{
  EXM_READY_ACTION_NONE,
  EXM_READY_ACTION_SIGN_IN,
  EXM_READY_ACTION_CHOOSE_PROJECT,
  EXM_READY_ACTION_CREATE_PROJECT,
  EXM_READY_ACTION_LINK_BILLING,
  EXM_READY_ACTION_OPEN_PAGE,
  EXM_READY_ACTION_ENABLE_APIS,
  EXM_READY_ACTION_ASK_FOR_ROLE,
  EXM_READY_ACTION_CHOOSE_BUCKET,
  EXM_READY_ACTION_CREATE_BUCKET,
  EXM_READY_ACTION_CHOOSE_MODEL,
  EXM_READY_ACTION_OPEN_JOB,
  EXM_READY_ACTION_QUEUE,
  EXM_READY_ACTION_OPEN_PROBLEMS,
  EXM_READY_ACTION_CHECK_AGAIN,
  EXM_READY_ACTION_CHOOSE_QUOTA,
} ExmReadyAction;

#define EXM_N_READY_ACTIONS 16

/**
 * exm_ready_kind_to_code:
 *
 * Returns: (transfer none): a stable name for machines: "account", "project",
 *   "billing", "apis", "permissions", "bucket", "model", "job", "dataset"
 */
const char *exm_ready_kind_to_code (ExmReadyKind kind);

/** Returns: (transfer none): "unknown", "checking", "ok", "attention",
 *  "blocked", "error" */
const char *exm_ready_state_to_code (ExmReadyState state);

/** Returns: (transfer none): "none", "sign-in", "choose-project", … */
const char *exm_ready_action_to_code (ExmReadyAction action);

/**
 * exm_ready_action_get_label:
 *
 * Returns: (transfer none) (nullable): the text of the button, translated,
 *   without a mnemonic; %NULL for EXM_READY_ACTION_NONE
 */
const char *exm_ready_action_get_label (ExmReadyAction action);

/**
 * exm_ready_action_is_outside:
 *
 * Returns: whether the window has to do it; exm_ready_fix_async() does the others
 */
gboolean exm_ready_action_is_outside (ExmReadyAction action);

/* A thing to choose from */

#define EXM_TYPE_READY_CHOICE (exm_ready_choice_get_type ())
G_DECLARE_FINAL_TYPE (ExmReadyChoice, exm_ready_choice, EXM, READY_CHOICE, GObject)

/**
 * ExmReadyChoice:
 *
 * A project, billing account, bucket or pair of model and region. Immutable.
 * Properties: `id` (for exm_ready_fix_async()), `title`, `subtitle` (nullable),
 * `possible` (can be chosen), `reason` (nullable: why not, translated).
 */
const char *exm_ready_choice_get_id (ExmReadyChoice *self);
const char *exm_ready_choice_get_title (ExmReadyChoice *self);
const char *exm_ready_choice_get_subtitle (ExmReadyChoice *self);
gboolean    exm_ready_choice_is_possible (ExmReadyChoice *self);
const char *exm_ready_choice_get_reason (ExmReadyChoice *self);

/* A row */

#define EXM_TYPE_READY_ITEM (exm_ready_item_get_type ())
G_DECLARE_FINAL_TYPE (ExmReadyItem, exm_ready_item, EXM, READY_ITEM, GObject)

/**
 * ExmReadyItem:
 *
 * Read-only from outside. Properties, all notified: `kind`, `state` (both as
 * int), `title`, `text`, `details`, `action`, `other-action` (both as int),
 * `url`, `job`, `proposal`, `extra-proposal`, `busy`.
 */
ExmReadyKind  exm_ready_item_get_kind (ExmReadyItem *self);
ExmReadyState exm_ready_item_get_state (ExmReadyItem *self);

/** Returns: (transfer none): what the row is about: "Billing", translated */
const char *exm_ready_item_get_title (ExmReadyItem *self);

/** Returns: (transfer none): how it stands and what that means, one or two
 *  translated sentences; "" while unknown */
const char *exm_ready_item_get_text (ExmReadyItem *self);

/** Returns: (transfer none) (nullable): for a "Details" view: what Google said,
 *  names and numbers, no secrets */
const char *exm_ready_item_get_details (ExmReadyItem *self);

/** The button that mends it, and a second way where there is one */
ExmReadyAction exm_ready_item_get_action (ExmReadyItem *self);
ExmReadyAction exm_ready_item_get_other_action (ExmReadyItem *self);

/** Returns: (transfer none) (nullable): the https page for OPEN_PAGE, and for
 *  ASK_FOR_ROLE the page where an administrator gives roles */
const char *exm_ready_item_get_url (ExmReadyItem *self);

/** Returns: (transfer none) (nullable): name of the tuning job for OPEN_JOB */
const char *exm_ready_item_get_job (ExmReadyItem *self);

/** Returns: (transfer none) (nullable): proposed id of a new project, or name of
 *  a new bucket */
const char *exm_ready_item_get_proposal (ExmReadyItem *self);

/** Returns: (transfer none) (nullable): proposed display name of a new project,
 *  or place of a new bucket */
const char *exm_ready_item_get_extra_proposal (ExmReadyItem *self);

/** Returns: a fix of this row runs */
gboolean exm_ready_item_is_busy (ExmReadyItem *self);

/** Returns: (transfer none): GListModel of #ExmReadyChoice; may be empty */
GListModel *exm_ready_item_get_choices (ExmReadyItem *self);

G_END_DECLS
