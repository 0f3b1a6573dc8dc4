/* exm-tidy.c - deletes what a dataset has at Google, in the right order
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-submit"

#include "config.h"

#include "exm-tidy-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "exm-storage.h"
#include "exm-submit-values-private.h"
#include "exm-submit-work-private.h"
#include "exm-tuning-remove.h"

/* Between looks at a job that is being cancelled. */
#define PRACTICE_WAIT_MS 100
#define FIRST_WAIT_MS 5000
#define MAX_WAIT_MS 60000

typedef struct
{
  ExmDataset         *dataset;
  ExmGoogle          *google;
  ExmTidyPlan        *plan; /* ours alone: changed here, shown as copies */
  ExmTidyProgressFunc func; /* nullable */
  gpointer            func_data;
  GCancellable       *cancellable;
  guint               done;
  guint               total;
} Work;

static void
tell (Work       *work,
      const char *message)
{
  g_autoptr(ExmTidyPlan) shown = NULL;

  if (work->func == NULL)
    return;
  shown = _exm_tidy_plan_copy (work->plan);
  work->func (shown, work->done, work->total, message, work->func_data);
}

/* --- one item ---------------------------------------------------------------------------- */

static gboolean
wait_ms (Work    *work,
         guint    ms,
         GError **error)
{
  gint64  until = g_get_monotonic_time () + (gint64)ms * 1000;
  gint64  left = ms;
  GPollFD poll_fd;

  if (!g_cancellable_make_pollfd (work->cancellable, &poll_fd))
    {
      g_usleep ((gulong)ms * 1000);
      return TRUE;
    }
  while (left > 0 && !g_cancellable_is_cancelled (work->cancellable))
    {
      g_poll (&poll_fd, 1, (int)left);
      left = (until - g_get_monotonic_time ()) / 1000;
    }
  g_cancellable_release_fd (work->cancellable);
  return !g_cancellable_set_error_if_cancelled (work->cancellable, error);
}

static gboolean
end_job (Work       *work,
         const char *name,
         GError    **error)
{
  g_autoptr(GError) local = NULL;
  guint wait = work->plan->practice ? PRACTICE_WAIT_MS : FIRST_WAIT_MS;

  /* That it has ended in between is fine: looking tells. */
  if (!exm_tuning_cancel (work->google, name, work->cancellable, &local) &&
      !g_error_matches (local, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_PRECONDITION) &&
      !g_error_matches (local, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_INVALID) &&
      !g_error_matches (local, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_CONFLICT) &&
      !g_error_matches (local, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  for (;;)
    {
      g_autoptr(GError) failed = NULL;
      g_autoptr(ExmTuningJob) job = exm_tuning_get (work->google, name, work->cancellable, &failed);

      if ((job != NULL && exm_tuning_state_is_ended (job->state)) ||
          g_error_matches (failed, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_NOT_FOUND))
        return TRUE;
      if (job == NULL)
        {
          g_propagate_error (error, g_steal_pointer (&failed));
          return FALSE;
        }
      if (!wait_ms (work, wait, error))
        return FALSE;
      if (!work->plan->practice)
        wait = MIN (wait + wait / 2, MAX_WAIT_MS);
    }
}

static gboolean
delete_object (Work              *work,
               const ExmTidyItem *item,
               GError           **error)
{
  const char      *path = item->name + strlen ("gs://");
  const char      *slash = strchr (path, '/');
  g_autofree char *bucket = slash != NULL ? g_strndup (path, (gsize)(slash - path)) : NULL;

  if (bucket == NULL || item->generation <= 0)
    return TRUE;
  return exm_storage_delete_object (work->google, bucket, slash + 1, item->generation, work->cancellable, error);
}

static gboolean
remove_item (Work              *work,
             const ExmTidyItem *item,
             GError           **error)
{
  switch (item->kind)
    {
    case EXM_TIDY_RUNNING_JOB:
      return end_job (work, item->name, error);
    case EXM_TIDY_ENDPOINT:
      return exm_endpoint_remove (work->google, item->name, work->cancellable, error);
    case EXM_TIDY_MODEL:
      return exm_model_remove (work->google, item->name, work->cancellable, error);
    case EXM_TIDY_OBJECT:
      return delete_object (work, item, error);
    case EXM_TIDY_BUCKET:
      return exm_bucket_remove (work->google, item->name + strlen ("gs://"), work->cancellable, error);
    case EXM_TIDY_JOB_RECORD:
    default:
      return TRUE;
    }
}

static char *
item_message (const ExmTidyItem *item)
{
  if (item->kind == EXM_TIDY_RUNNING_JOB)
    /* Translators: %s is the name of a tuned model */
    return g_strdup_printf (_("Cancelling the tuning job of “%s”"), item->label);
  /* Translators: a kind of thing such as "Endpoint", and its name */
  return g_strdup_printf (_("Deleting: %s “%s”"), exm_tidy_kind_get_words (item->kind),
                             *item->label != '\0' ? item->label : item->name);
}

/* --- the submissions ----------------------------------------------------------------------- */

static void
drop_endpoints (GHashTable  *values,
                ExmTidyPlan *plan)
{
  g_autofree char *text = _exm_values_text (values, KEY_CHECKPOINTS);
  g_autoptr(GPtrArray) checkpoints = _exm_checkpoints_from_text (text);
  g_autofree char *changed = NULL;

  for (guint i = 0; i < checkpoints->len; i++)
    {
      ExmTuningCheckpoint *checkpoint = g_ptr_array_index (checkpoints, i);
      const ExmTidyItem   *item = checkpoint->endpoint != NULL
                                    ? _exm_tidy_plan_find (plan, EXM_TIDY_ENDPOINT, checkpoint->endpoint, 0)
                                    : NULL;

      if (item != NULL && item->state == EXM_TIDY_GONE)
        g_clear_pointer (&checkpoint->endpoint, g_free);
    }
  if (checkpoints->len > 0)
    {
      changed = _exm_checkpoints_to_text (checkpoints);
      _exm_values_put (values, KEY_CHECKPOINTS, changed);
    }
}

/* A submission whose endpoint or model has gone can be asked no more. */
static gboolean
mark_submission (Work    *work,
                 gint64   id,
                 GError **error)
{
  g_autoptr(GHashTable) old = exm_dataset_get_record_sync (work->dataset, EXM_SUBMISSION_KIND, id, error);
  g_autoptr(GHashTable) values = NULL;

  if (old == NULL)
    return FALSE;
  if (!g_hash_table_contains (old, KEY_REQUEST_ID))
    return TRUE;
  values = _exm_values_copy (old);
  drop_endpoints (values, work->plan);
  _exm_values_put (values, KEY_ENDPOINT, NULL);
  _exm_values_put (values, KEY_MODEL, NULL);
  _exm_values_put_int (values, KEY_REMOVED, g_get_real_time () / G_USEC_PER_SEC);
  return _exm_values_store (work->dataset, EXM_SUBMISSION_KIND, id, old, values, error) != 0;
}

static gboolean
mark_submissions (Work    *work,
                  GError **error)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < work->plan->items->len; i++)
    {
      ExmTidyItem *item = g_ptr_array_index (work->plan->items, i);

      if ((item->kind != EXM_TIDY_ENDPOINT && item->kind != EXM_TIDY_MODEL) || item->state != EXM_TIDY_GONE ||
          item->submission == 0 || !g_hash_table_add (seen, &item->submission))
        continue;
      if (!mark_submission (work, item->submission, error))
        return FALSE;
    }
  return TRUE;
}

/* --- all ------------------------------------------------------------------------------------ */

/* Errors after which the rest would fail as well. */
static gboolean
stops_all (const GError *error)
{
  return error->domain != EXM_CLOUD_ERROR || exm_cloud_error_is_transient (error) ||
         error->code == EXM_CLOUD_ERROR_AUTH || error->code == EXM_CLOUD_ERROR_OFFLINE || error->code == EXM_CLOUD_ERROR_TLS ||
         error->code == EXM_CLOUD_ERROR_API_DISABLED;
}

static gboolean
run_item (Work        *work,
          ExmTidyItem *item,
          GError     **error)
{
  g_autofree char *message = item_message (item);
  g_autoptr(GError) local = NULL;

  if (g_cancellable_set_error_if_cancelled (work->cancellable, error))
    return FALSE;
  tell (work, message);
  _exm_submit_point ("tidy:remove");
  if (remove_item (work, item, &local))
    _exm_tidy_item_set (item, EXM_TIDY_GONE, NULL);
  else if (stops_all (local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  else
    _exm_tidy_item_set (item, EXM_TIDY_KEPT, local->message);
  _exm_submit_point ("tidy:removed");
  work->done++;
  return _exm_tidy_plan_store (work->plan, work->dataset, error);
}

static gboolean
run_items (Work     *work,
           gboolean *had_job,
           GError  **error)
{
  for (guint i = 0; i < work->plan->items->len; i++)
    {
      ExmTidyItem *item = g_ptr_array_index (work->plan->items, i);

      if (item->state != EXM_TIDY_THERE)
        continue;
      *had_job = *had_job || item->kind == EXM_TIDY_RUNNING_JOB;
      if (!run_item (work, item, error))
        return FALSE;
    }
  return TRUE;
}

/* What a job has made between the listing and its end. */
static gboolean
look_again (Work    *work,
            GError **error)
{
  g_autoptr(ExmTidyPlan) found = _exm_tidy_plan_new ();

  found->practice = work->plan->practice;
  if (!_exm_tidy_gather (found, work->dataset, work->google, work->cancellable, error))
    return FALSE;
  for (guint i = 0; i < found->items->len; i++)
    {
      const ExmTidyItem *from = g_ptr_array_index (found->items, i);
      ExmTidyItem       *item;

      if (from->state != EXM_TIDY_THERE || _exm_tidy_plan_find (work->plan, from->kind, from->name, from->generation) != NULL)
        continue;
      item = _exm_tidy_plan_add (work->plan, from->kind, from->name, from->label, from->submission);
      item->generation = from->generation;
      item->size = from->size;
      work->total++;
    }
  _exm_tidy_plan_sort (work->plan);
  return _exm_tidy_plan_store (work->plan, work->dataset, error);
}

static gboolean
run (Work    *work,
     GError **error)
{
  gboolean had_job = FALSE;

  if (!_exm_tidy_plan_store (work->plan, work->dataset, error) || !run_items (work, &had_job, error))
    return FALSE;
  if (had_job && (!look_again (work, error) || !run_items (work, &had_job, error)))
    return FALSE;
  if (!mark_submissions (work, error))
    return FALSE;
  work->plan->ended = g_get_real_time () / G_USEC_PER_SEC;
  if (!_exm_tidy_plan_store (work->plan, work->dataset, error))
    return FALSE;
  tell (work, _("Ended"));
  return TRUE;
}

ExmTidyPlan *
exm_tidy_run_sync (ExmDataset         *dataset,
                   ExmGoogle          *google,
                   ExmTidyPlan        *plan,
                   ExmTidyProgressFunc func,
                   gpointer            func_data,
                   GCancellable       *cancellable,
                   GError            **error)
{
  g_autoptr(ExmTidyPlan) own = NULL;
  Work work = { .dataset = dataset, .google = google, .func = func, .func_data = func_data, .cancellable = cancellable };

  g_return_val_if_fail (EXM_IS_DATASET (dataset) && EXM_IS_GOOGLE (google) && plan != NULL, NULL);

  if (plan->practice != (exm_google_get_kind (google) == EXM_ACCOUNT_PRACTICE))
    {
      g_set_error_literal (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_ACCOUNT, _("These things belong to another account"));
      return NULL;
    }
  own = _exm_tidy_plan_copy (plan);
  own->ended = 0;
  work.plan = own;
  work.total = exm_tidy_plan_count (own, EXM_TIDY_THERE);
  return run (&work, error) ? g_steal_pointer (&own) : NULL;
}
