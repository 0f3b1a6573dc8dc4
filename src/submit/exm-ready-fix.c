/* exm-ready-fix.c - does what a row's button says, then looks again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-submit"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-ready-private.h"

#define WAIT_SECONDS 600

typedef struct
{
  ExmReadyItem  *item;
  ExmReadyAction action;
  char          *project; /* the one it was begun for */
  char          *choice;
  char          *extra;
} Fix;

static void
fix_free (gpointer data)
{
  Fix *fix = data;

  g_clear_object (&fix->item);
  g_free (fix->project);
  g_free (fix->choice);
  g_free (fix->extra);
  g_free (fix);
}

/* --- the end ----------------------------------------------------------------------- */

static void
checked_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;

  /* The fix is done whatever became of the look after it. */
  exm_ready_check_finish (EXM_READY (source), result, NULL);
  g_task_return_boolean (task, TRUE);
}

static void
look_again (GTask *task)
{
  ExmReady *self = g_task_get_source_object (task);
  Fix      *fix = g_task_get_task_data (task);

  _exm_ready_item_set_busy (fix->item, NULL);
  _exm_ready_judge (self);
  exm_ready_check_async (self, NULL, checked_cb, task);
}

/* @error: (transfer full). The row says how things stand, and what went wrong. */
static void
fail (GTask  *task,
      GError *error)
{
  ExmReady *self = g_task_get_source_object (task);
  Fix      *fix = g_task_get_task_data (task);

  _exm_ready_item_set_busy (fix->item, NULL);
  _exm_ready_judge (self);
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    _exm_ready_item_set_failed (fix->item, error);
  g_task_return_error (task, error);
  g_object_unref (task);
}

/* Whether the settings are still those that the fix was begun for. */
static gboolean
is_current (GTask *task)
{
  ExmReady *self = g_task_get_source_object (task);
  Fix      *fix = g_task_get_task_data (task);

  return g_strcmp0 (fix->project, self->project) == 0;
}

/* --- what is done -------------------------------------------------------------------- */

static void
project_created_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  GTask    *task = user_data;
  ExmReady *self = g_task_get_source_object (task);
  GError   *error = NULL;
  g_autoptr (ExmProject) project = exm_projects_create_finish (EXM_GOOGLE (source), result, &error);

  /* A proposal that was tried is not made again: it may be taken. */
  g_clear_pointer (&self->new_project_id, g_free);
  if (project == NULL)
    {
      fail (task, error);
      return;
    }
  if (is_current (task) && self->google == EXM_GOOGLE (source))
    exm_ready_set_project (self, project->id);
  look_again (task);
}

static void
create_project (GTask *task)
{
  ExmReady        *self = g_task_get_source_object (task);
  Fix             *fix = g_task_get_task_data (task);
  const char      *wrong;
  g_autofree char *name = fix->extra != NULL ? g_strdup (fix->extra) : exm_project_propose_name (NULL);

  if (fix->choice == NULL && self->new_project_id == NULL)
    self->new_project_id = exm_project_propose_id (name);
  if (fix->choice == NULL)
    fix->choice = g_strdup (self->new_project_id);
  wrong = exm_project_check_id (fix->choice);
  if (wrong == NULL)
    wrong = exm_project_check_name (name);
  if (wrong != NULL)
    {
      fail (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, wrong));
      return;
    }
  _exm_ready_item_set_busy (fix->item, _ ("Creating the project…"));
  exm_projects_create_async (self->google, fix->choice, name, NULL, g_task_get_cancellable (task), project_created_cb, task);
}

static void
linked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  GTask  *task = user_data;
  GError *error = NULL;
  g_autoptr (ExmBilling) billing = exm_billing_link_finish (EXM_GOOGLE (source), result, &error);

  if (billing == NULL)
    fail (task, error);
  else
    look_again (task);
}

static void
link_billing (GTask *task)
{
  ExmReady   *self = g_task_get_source_object (task);
  Fix        *fix = g_task_get_task_data (task);
  const char *account = fix->choice != NULL ? fix->choice : _exm_ready_only_account (self);

  if (account == NULL)
    {
      fail (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _ ("Choose a billing account")));
      return;
    }
  _exm_ready_item_set_busy (fix->item, _ ("Linking the billing account…"));
  exm_billing_link_async (self->google, self->project, account, g_task_get_cancellable (task), linked_cb, task);
}

static void
waited_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  GTask  *task = user_data;
  GError *error = NULL;

  if (exm_services_wait_finish (EXM_GOOGLE (source), result, &error))
    look_again (task);
  else
    fail (task, error);
}

static void
enabled_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  GTask      *task = user_data;
  ExmReady   *self = g_task_get_source_object (task);
  Fix        *fix = g_task_get_task_data (task);
  const char *region = _exm_ready_get_region (self);
  GError     *error = NULL;

  if (!exm_services_enable_finish (EXM_GOOGLE (source), result, &error))
    {
      fail (task, error);
      return;
    }
  if (region == NULL)
    {
      look_again (task);
      return;
    }
  _exm_ready_item_set_busy (fix->item, _ ("Turned on. It takes Google a few minutes until it answers everywhere…"));
  exm_services_wait_async (EXM_GOOGLE (source), fix->project, region, WAIT_SECONDS, g_task_get_cancellable (task), waited_cb, task);
}

static void
enable_apis (GTask *task)
{
  ExmReady *self = g_task_get_source_object (task);
  Fix      *fix = g_task_get_task_data (task);

  _exm_ready_item_set_busy (fix->item, _ ("Turning on Vertex AI and Cloud Storage…"));
  exm_services_enable_async (self->google, self->project, exm_services_get_needed (), g_task_get_cancellable (task),
                             enabled_cb, task);
}

static void
bucket_created_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  GTask    *task = user_data;
  ExmReady *self = g_task_get_source_object (task);
  GError   *error = NULL;
  g_autoptr (ExmBucket) bucket = exm_storage_create_bucket_finish (EXM_GOOGLE (source), result, &error);

  g_clear_pointer (&self->new_bucket, g_free);
  if (bucket == NULL)
    {
      fail (task, error);
      return;
    }
  if (is_current (task))
    exm_ready_set_bucket (self, bucket->name);
  look_again (task);
}

static void
create_bucket (GTask *task)
{
  ExmReady   *self = g_task_get_source_object (task);
  Fix        *fix = g_task_get_task_data (task);
  const char *place = fix->extra;
  const char *wrong;

  if (fix->choice == NULL && self->new_bucket == NULL)
    self->new_bucket = exm_storage_propose_bucket_name (self->project);
  if (fix->choice == NULL)
    fix->choice = g_strdup (self->new_bucket);
  if (place == NULL)
    place = exm_storage_propose_location (_exm_ready_get_region (self));
  wrong = exm_storage_check_bucket_name (fix->choice);
  if (wrong != NULL)
    {
      fail (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, wrong));
      return;
    }
  _exm_ready_item_set_busy (fix->item, _ ("Creating the bucket…"));
  exm_storage_create_bucket_async (self->google, self->project, fix->choice, place, g_task_get_cancellable (task),
                                   bucket_created_cb, task);
}

/* "MODEL@REGION" */
static void
choose_model (GTask *task)
{
  ExmReady *self = g_task_get_source_object (task);
  Fix      *fix = g_task_get_task_data (task);
  g_auto (GStrv) parts = g_strsplit (fix->choice != NULL ? fix->choice : "", "@", 2);
  const ExmBaseModel *model = g_strv_length (parts) == 2 ? exm_catalogue_find (self->catalogue, parts[0]) : NULL;

  if (model == NULL || !exm_base_model_has_region (model, parts[1]))
    {
      fail (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _ ("Choose a model and a region that go together")));
      return;
    }
  exm_ready_set_model (self, parts[0], parts[1]);
  look_again (task);
}

/* The empty choice: not chosen. */
static void
choose_quota (GTask *task)
{
  Fix *fix = g_task_get_task_data (task);

  exm_ready_set_quota_project (g_task_get_source_object (task), fix->choice);
  look_again (task);
}

static void
choose (GTask *task)
{
  ExmReady *self = g_task_get_source_object (task);
  Fix      *fix = g_task_get_task_data (task);

  if (fix->choice == NULL)
    {
      fail (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _ ("Choose one")));
      return;
    }
  if (fix->action == EXM_READY_ACTION_CHOOSE_PROJECT)
    exm_ready_set_project (self, fix->choice);
  else
    exm_ready_set_bucket (self, fix->choice);
  look_again (task);
}

static void
queue (GTask *task)
{
  exm_ready_set_may_queue (g_task_get_source_object (task), TRUE);
  look_again (task);
}

/* --- starting ------------------------------------------------------------------------ */

/* What an action needs to be there. */
typedef enum
{
  NEEDS_NOTHING,
  NEEDS_GOOGLE,
  NEEDS_PROJECT,
} Needs;

static const struct
{
  ExmReadyAction action;
  ExmReadyKind   kind;
  Needs          needs;
  void (*perform) (GTask *task);
} performers[] = {
  { EXM_READY_ACTION_CHOOSE_QUOTA, EXM_READY_ACCOUNT, NEEDS_GOOGLE, choose_quota },
  { EXM_READY_ACTION_CHOOSE_PROJECT, EXM_READY_PROJECT, NEEDS_GOOGLE, choose },
  { EXM_READY_ACTION_CREATE_PROJECT, EXM_READY_PROJECT, NEEDS_GOOGLE, create_project },
  { EXM_READY_ACTION_LINK_BILLING, EXM_READY_BILLING, NEEDS_PROJECT, link_billing },
  { EXM_READY_ACTION_ENABLE_APIS, EXM_READY_APIS, NEEDS_PROJECT, enable_apis },
  { EXM_READY_ACTION_CHOOSE_BUCKET, EXM_READY_BUCKET, NEEDS_PROJECT, choose },
  { EXM_READY_ACTION_CREATE_BUCKET, EXM_READY_BUCKET, NEEDS_PROJECT, create_bucket },
  { EXM_READY_ACTION_CHOOSE_MODEL, EXM_READY_MODEL, NEEDS_NOTHING, choose_model },
  { EXM_READY_ACTION_QUEUE, EXM_READY_JOB, NEEDS_PROJECT, queue },
};

static void
perform (GTask *task)
{
  ExmReady *self = g_task_get_source_object (task);
  Fix      *fix = g_task_get_task_data (task);

  if (fix->action == EXM_READY_ACTION_CHECK_AGAIN)
    {
      look_again (task);
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (performers); i++)
    {
      if (performers[i].action != fix->action || performers[i].kind != exm_ready_item_get_kind (fix->item))
        continue;
      if ((performers[i].needs >= NEEDS_GOOGLE && self->google == NULL) ||
          (performers[i].needs >= NEEDS_PROJECT && self->project == NULL))
        fail (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                                         self->google == NULL ? _ ("Sign in first") : _ ("Choose a project first")));
      else
        performers[i].perform (task);
      return;
    }
  fail (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _ ("This row has no such button")));
}

void
exm_ready_fix_async (ExmReady           *self,
                     ExmReadyItem       *item,
                     ExmReadyAction      action,
                     const char         *choice,
                     const char         *extra,
                     GCancellable       *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer            user_data)
{
  GTask *task;
  Fix   *fix;

  g_return_if_fail (EXM_IS_READY (self));
  g_return_if_fail (EXM_IS_READY_ITEM (item) && self->items[exm_ready_item_get_kind (item)] == item);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, exm_ready_fix_async);
  if (exm_ready_item_is_busy (item))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PENDING, _ ("That is being done already"));
      g_object_unref (task);
      return;
    }
  fix = g_new0 (Fix, 1);
  fix->item = g_object_ref (item);
  fix->action = action;
  fix->project = g_strdup (self->project);
  fix->choice = g_strdup (choice != NULL && *choice != '\0' ? choice : NULL);
  fix->extra = g_strdup (extra != NULL && *extra != '\0' ? extra : NULL);
  g_task_set_task_data (task, fix, fix_free);
  perform (task);
}

gboolean
exm_ready_fix_finish (ExmReady     *self,
                      GAsyncResult *result,
                      GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- choices, on demand ---------------------------------------------------------------- */

static void
return_choices (GTask         *task,
                ExmFactId      fact,
                gpointer       value,
                GDestroyNotify destroy,
                GError        *error)
{
  ExmReady *self = g_task_get_source_object (task);

  if (value == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  _exm_ready_learn (self, fact, value, destroy, NULL);
  _exm_ready_fill_choices (self);
  _exm_ready_judge (self);
  g_task_return_boolean (task, TRUE);
}

static void
projects_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError    *error = NULL;
  GPtrArray *value = exm_projects_search_finish (EXM_GOOGLE (source), result, &error);

  return_choices (task, EXM_FACT_PROJECTS, value, (GDestroyNotify)g_ptr_array_unref, error);
}

static void
accounts_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError    *error = NULL;
  GPtrArray *value = exm_billing_list_accounts_finish (EXM_GOOGLE (source), result, &error);

  return_choices (task, EXM_FACT_ACCOUNTS, value, (GDestroyNotify)g_ptr_array_unref, error);
}

static void
buckets_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError    *error = NULL;
  GPtrArray *value = exm_storage_list_buckets_finish (EXM_GOOGLE (source), result, &error);

  return_choices (task, EXM_FACT_BUCKETS, value, (GDestroyNotify)g_ptr_array_unref, error);
}

void
exm_ready_load_choices_async (ExmReady           *self,
                              ExmReadyItem       *item,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  GTask             *task;
  const ExmReadyKind kind = exm_ready_item_get_kind (item);

  g_return_if_fail (EXM_IS_READY (self));
  g_return_if_fail (EXM_IS_READY_ITEM (item));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, exm_ready_load_choices_async);
  if (kind == EXM_READY_PROJECT && self->google != NULL)
    exm_projects_search_async (self->google, cancellable, projects_cb, task);
  else if (kind == EXM_READY_BILLING && self->google != NULL)
    exm_billing_list_accounts_async (self->google, cancellable, accounts_cb, task);
  else if (kind == EXM_READY_BUCKET && self->project != NULL && self->google != NULL)
    exm_storage_list_buckets_async (self->google, self->project, cancellable, buckets_cb, task);
  else
    {
      if (kind == EXM_READY_MODEL)
        g_task_return_boolean (task, TRUE);
      else
        g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _ ("There is nothing to choose here yet"));
      g_object_unref (task);
    }
}

gboolean
exm_ready_load_choices_finish (ExmReady     *self,
                               GAsyncResult *result,
                               GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
