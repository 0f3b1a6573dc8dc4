/* exm-ready.h - the model of the ready page: what still stands between here and a tuning job
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "exm-catalogue.h"
#include "exm-google.h"
#include "exm-ready-item.h"
#include "exm-stats.h"
#include "exm-task.h"

G_BEGIN_DECLS

#define EXM_TYPE_READY (exm_ready_get_type ())
G_DECLARE_FINAL_TYPE (ExmReady, exm_ready, EXM, READY, GObject)

/**
 * ExmReady:
 *
 * GListModel of the %EXM_N_READY rows (#ExmReadyItem) in the order of
 * #ExmReadyKind; the rows stay the same objects for its whole life and only
 * change their properties. Belongs to the thread that made it; all changes come
 * through that thread's default main context. Nothing here waits.
 *
 * Properties, notified:
 * `ready` (read-only: all rows are green), `checking` (read-only: a check runs),
 * `summary` (read-only: one translated sentence for the head of the page),
 * `google` (#ExmGoogle, nullable: signed out), `account` (nullable: its e-mail
 * address or name), `project` (id), `project-number` (read-only, once known),
 * `bucket`, `region`, `model` (all nullable: not chosen yet), `training-uri`
 * (nullable: "gs://…" of a file that lies in Cloud Storage already and is used
 * instead of the dataset).
 *
 * The app keeps `project`, `bucket`, `region` and `model` for each account and
 * sets them again after exm_ready_set_google(); a change of `google` clears
 * project and bucket, a change of `project` clears the bucket.
 *
 * Looking is free and is done side by side; whatever creates something, turns
 * something on or may cost money happens in exm_ready_fix_async() alone.
 */

/**
 * exm_ready_new:
 * @catalogue: the models
 *
 * Returns: (transfer full): all rows unknown, signed out
 */
ExmReady *exm_ready_new (ExmCatalogue *catalogue);

/**
 * exm_ready_get_item:
 *
 * Returns: (transfer none): the row of that kind
 */
ExmReadyItem *exm_ready_get_item (ExmReady    *self,
                                  ExmReadyKind kind);

/* What is checked */

/**
 * exm_ready_set_google:
 * @google: (nullable): session of the chosen account; %NULL: nobody is signed in
 * @account: (nullable): how to call the account: e-mail address, or "Practice"
 *
 * Ends a running check and makes all rows unknown. Does not check by itself.
 */
void       exm_ready_set_google (ExmReady   *self,
                                 ExmGoogle  *google,
                                 const char *account);
ExmGoogle *exm_ready_get_google (ExmReady *self);

const char *exm_ready_get_account (ExmReady *self);
const char *exm_ready_get_project (ExmReady *self);
const char *exm_ready_get_project_number (ExmReady *self);
const char *exm_ready_get_bucket (ExmReady *self);
const char *exm_ready_get_region (ExmReady *self);
const char *exm_ready_get_model (ExmReady *self);
const char *exm_ready_get_training_uri (ExmReady *self);

/**
 * exm_ready_set_project:
 * @project: (nullable): project id; %NULL: not chosen
 *
 * This and the setters below take effect with the next check; rows that depend
 * on the setting are unknown until then.
 */
void exm_ready_set_project (ExmReady   *self,
                            const char *project);
void exm_ready_set_bucket (ExmReady   *self,
                           const char *bucket);

/**
 * exm_ready_set_quota_project:
 * @project: (nullable): id of the project that the calls of the session are to
 *   count against; %NULL: what exm_google_work_in() makes of the chosen project
 */
void exm_ready_set_quota_project (ExmReady   *self,
                                  const char *project);

/**
 * exm_ready_get_quota_project:
 *
 * Returns: (transfer none) (nullable): what was set
 */
const char *exm_ready_get_quota_project (ExmReady *self);

/**
 * exm_ready_set_model:
 * @model: (nullable): id of a base model; %NULL: the catalogue's default
 * @region: (nullable): tuning region; %NULL: the first of the model
 *
 * Shown at once: no call is needed to tell whether the pair exists.
 */
void exm_ready_set_model (ExmReady   *self,
                          const char *model,
                          const char *region);

/**
 * exm_ready_set_dataset:
 * @stats: (nullable): the dataset's counters as they are now; %NULL: none is open
 * @task: (nullable): its task
 *
 * Shown at once; cheap enough for each change of the dataset.
 */
void exm_ready_set_dataset (ExmReady       *self,
                            const ExmStats *stats,
                            const ExmTask  *task);

/**
 * exm_ready_set_training_uri:
 * @uri: (nullable): "gs://bucket/name" of a file that is used as it lies there;
 *   %NULL: the dataset is uploaded
 */
void exm_ready_set_training_uri (ExmReady   *self,
                                 const char *uri);

/**
 * exm_ready_set_may_queue:
 * @may_queue: a running job is no obstacle: the new one shall wait in Google's
 *   queue, or this project's limit is known to be higher than one
 *
 * Off at first, and again after a change of project.
 */
void     exm_ready_set_may_queue (ExmReady *self,
                                  gboolean  may_queue);
gboolean exm_ready_get_may_queue (ExmReady *self);

/* Checking */

gboolean    exm_ready_is_ready (ExmReady *self);
gboolean    exm_ready_is_checking (ExmReady *self);
const char *exm_ready_get_summary (ExmReady *self);

/**
 * exm_ready_check_async:
 * @cancellable: (nullable)
 *
 * Looks at everything anew, side by side; each row changes as soon as its answer
 * and the rows that it depends on allow. Only reads. A newer check wins: the
 * former one ends with G_IO_ERROR_CANCELLED. A green row stays green while it
 * is looked at again. Meant to be called when the page is shown, when the
 * window gets the focus, and after each fix (which does it by itself).
 */
void exm_ready_check_async (ExmReady           *self,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data);

/**
 * exm_ready_check_finish:
 * @error: return location for G_IO_ERROR_CANCELLED; what the check finds is in
 *   the rows, never here
 *
 * Returns: %TRUE if the check ran to its end, whatever it found
 */
gboolean exm_ready_check_finish (ExmReady     *self,
                                 GAsyncResult *result,
                                 GError      **error);

/* Mending */

/**
 * exm_ready_fix_async:
 * @item: a row
 * @action: what to do: exm_ready_item_get_action() or
 *   exm_ready_item_get_other_action() of it, or any that the row's kind allows
 * @choice: (nullable): for %EXM_READY_ACTION_CHOOSE_PROJECT a project id, for
 *   CREATE_PROJECT the new id (%NULL: the row's proposal), for LINK_BILLING
 *   "billingAccounts/…" (%NULL: the only open one), for CHOOSE_BUCKET its name,
 *   for CREATE_BUCKET its name (%NULL: the row's proposal), for CHOOSE_MODEL
 *   the id of a choice of the row: "MODEL@REGION"
 * @extra: (nullable): for CREATE_PROJECT the display name, for CREATE_BUCKET the
 *   place ("US", "EU", a region); %NULL: the proposal
 * @cancellable: (nullable): gives up waiting; what Google has begun it goes on
 *   with, the next check tells how it ended
 *
 * Does what the row's button says, then checks again. Only to be called because
 * a person has clicked. While it runs the row is busy and says so in its text.
 * A second fix of the same row fails with G_IO_ERROR_PENDING.
 */
void exm_ready_fix_async (ExmReady           *self,
                          ExmReadyItem       *item,
                          ExmReadyAction      action,
                          const char         *choice,
                          const char         *extra,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data);

/**
 * exm_ready_fix_finish:
 * @error: return location: EXM_CLOUD_ERROR of the call, which the row shows as
 *   well; G_IO_ERROR_NOT_SUPPORTED for an action that is the window's to do
 *   (exm_ready_action_is_outside()); G_IO_ERROR_INVALID_ARGUMENT for a choice
 *   that breaks a rule, with a sentence that says which
 *
 * Returns: %TRUE if it is done (and checked again)
 */
gboolean exm_ready_fix_finish (ExmReady     *self,
                               GAsyncResult *result,
                               GError      **error);

/**
 * exm_ready_load_choices_async:
 * @item: the row of the project, billing, bucket or model
 *
 * Fills exm_ready_item_get_choices() anew, for a row that is green and shall be
 * changed; a check does it by itself where something has to be chosen.
 */
void     exm_ready_load_choices_async (ExmReady           *self,
                                       ExmReadyItem       *item,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
gboolean exm_ready_load_choices_finish (ExmReady     *self,
                                        GAsyncResult *result,
                                        GError      **error);

/**
 * exm_ready_dup_role_request:
 *
 * Returns: (transfer full) (nullable): for %EXM_READY_ACTION_ASK_FOR_ROLE: the
 *   message to an administrator, to be copied; %NULL when nothing is missing
 */
char *exm_ready_dup_role_request (ExmReady *self);

G_END_DECLS
