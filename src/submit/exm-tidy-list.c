/* exm-tidy-list.c - asks Google what a dataset has there
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-submit"

#include "config.h"

#include "exm-tidy-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "exm-storage.h"
#include "exm-submission.h"
#include "exm-tuning-remove.h"

/* --- buckets of ours ------------------------------------------------------------------- */

/* One bucket a line, its project behind a tab. */
#define OWN_BUCKETS "own-buckets"

static GMutex own_lock;

static char *
own_path (void)
{
  return g_build_filename (g_get_user_data_dir (), "exemplar", OWN_BUCKETS, NULL);
}

static char *
load_own (void)
{
  g_autofree char *path = own_path ();
  char            *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? text : g_strdup ("");
}

static gboolean
has_line (const char *text,
          const char *bucket)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  const gsize length = strlen (bucket);

  for (guint i = 0; lines[i] != NULL; i++)
    if (strncmp (lines[i], bucket, length) == 0 && (lines[i][length] == '\t' || lines[i][length] == '\0'))
      return TRUE;
  return FALSE;
}

gboolean
exm_tidy_is_own_bucket (const char *bucket)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (bucket != NULL && *bucket != '\0', FALSE);

  g_mutex_lock (&own_lock);
  text = load_own ();
  g_mutex_unlock (&own_lock);
  return has_line (text, bucket);
}

gboolean
exm_tidy_remember_bucket (const char *bucket,
                          const char *project,
                          GError    **error)
{
  g_autofree char *path = own_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *old = NULL;
  g_autofree char *text = NULL;
  g_autoptr(GError) local = NULL;
  gboolean done = TRUE;

  g_return_val_if_fail (bucket != NULL && *bucket != '\0' && strpbrk (bucket, "\t\n") == NULL, FALSE);

  g_mkdir_with_parents (folder, 0700);
  g_mutex_lock (&own_lock);
  old = load_own ();
  if (!has_line (old, bucket))
    {
      text = g_strdup_printf ("%s%s\t%s\n", old, bucket, project != NULL ? project : "");
      done = g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &local);
    }
  g_mutex_unlock (&own_lock);
  if (!done)
    g_set_error (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_FILE, _("It cannot be noted that the bucket is ours: %s"), local->message);
  return done;
}

/* --- looking --------------------------------------------------------------------------- */

typedef struct
{
  ExmTidyPlan   *plan;
  ExmGoogle     *google;
  ExmSubmission *submission; /* the one at hand */
  GHashTable    *buckets;    /* own ones that were met */
  GCancellable  *cancellable;
} Look;

/* What is not there, or not visible, is no reason to stop: %TRUE. */
static gboolean
pass_over (GError **local,
           GError **error)
{
  if (*local == NULL || g_error_matches (*local, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_NOT_FOUND) ||
      g_error_matches (*local, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_DENIED) ||
      g_error_matches (*local, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_REFUSED))
    {
      if (*local != NULL)
        g_debug ("Passed over: %s", (*local)->message);
      g_clear_error (local);
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (local));
  return FALSE;
}

static void
add_object (Look                  *look,
            const ExmStoredObject *object)
{
  g_autofree char *uri = exm_stored_object_dup_uri (object);
  const char      *last = strrchr (object->name, '/');
  ExmTidyItem     *item = _exm_tidy_plan_find (look->plan, EXM_TIDY_OBJECT, uri, object->generation);

  if (item == NULL)
    item = _exm_tidy_plan_add (look->plan, EXM_TIDY_OBJECT, uri, last != NULL ? last + 1 : object->name, look->submission->id);
  item->generation = object->generation;
  item->size = object->size;
  item->state = EXM_TIDY_THERE;
}

/* The files of a submission, and what a former try of it left. */
static gboolean
look_for_objects (Look    *look,
                  GError **error)
{
  const ExmSubmission *submission = look->submission;
  g_autofree char     *prefix = g_strdup_printf ("exemplar/%s/", submission->request_id);
  g_autoptr(GPtrArray) objects = NULL;
  g_autoptr(GError) local = NULL;

  if (submission->bucket == NULL)
    return TRUE;
  if (exm_tidy_is_own_bucket (submission->bucket))
    g_hash_table_add (look->buckets, g_strdup (submission->bucket));
  objects = exm_storage_list_objects (look->google, submission->bucket, prefix, look->cancellable, &local);
  for (guint i = 0; objects != NULL && i < objects->len; i++)
    add_object (look, g_ptr_array_index (objects, i));
  return pass_over (&local, error);
}

static gboolean
add_resource (Look       *look,
              ExmTidyKind kind,
              const char *name,
              GError    **error)
{
  g_autoptr(GError) local = NULL;
  ExmTidyItem *item;
  gboolean     there = FALSE;

  if (name == NULL || *name == '\0')
    return TRUE;
  item = _exm_tidy_plan_find (look->plan, kind, name, 0);
  if (item != NULL && item->state == EXM_TIDY_THERE && item->time == 0)
    return TRUE; /* looked at just now */
  if (exm_resource_exists (look->google, name, &there, look->cancellable, &local) && there)
    {
      item = _exm_tidy_plan_add (look->plan, kind, name, look->submission->display_name, look->submission->id);
      item->state = EXM_TIDY_THERE;
    }
  return pass_over (&local, error);
}

static gboolean
add_endpoints (Look       *look,
               const char *first,
               GPtrArray  *checkpoints,
               GError    **error)
{
  if (!add_resource (look, EXM_TIDY_ENDPOINT, first, error))
    return FALSE;
  for (guint i = 0; i < checkpoints->len; i++)
    {
      const ExmTuningCheckpoint *checkpoint = g_ptr_array_index (checkpoints, i);

      if (!add_resource (look, EXM_TIDY_ENDPOINT, checkpoint->endpoint, error))
        return FALSE;
    }
  return TRUE;
}

/* Also what no record names: the job's label is on all that it has made. */
static gboolean
look_by_label (Look       *look,
               const char *resource,
               GError    **error)
{
  const ExmSubmission *submission = look->submission;
  g_autofree char     *location = resource != NULL ? exm_google_dup_location (resource) : NULL;
  g_autoptr(GPtrArray) endpoints = NULL;
  g_autoptr(GError) local = NULL;

  if (location == NULL || submission->project == NULL)
    return TRUE;
  endpoints = exm_endpoints_find_by_label (look->google, submission->project, location, EXM_SUBMISSION_LABEL,
                                           submission->request_id, look->cancellable, &local);
  for (guint i = 0; endpoints != NULL && i < endpoints->len; i++)
    if (!add_resource (look, EXM_TIDY_ENDPOINT, g_ptr_array_index (endpoints, i), error))
      return FALSE;
  return pass_over (&local, error);
}

static gboolean
look_for_job (Look    *look,
              GError **error)
{
  const ExmSubmission *submission = look->submission;
  g_autoptr(ExmTuningJob) job = NULL;
  g_autoptr(GError) local = NULL;
  ExmTidyItem *item;

  if (submission->job_name == NULL)
    return TRUE;
  job = exm_tuning_get (look->google, submission->job_name, look->cancellable, &local);
  if (!pass_over (&local, error))
    return FALSE;
  if (job == NULL)
    return TRUE;
  if (!exm_tuning_state_is_ended (job->state))
    _exm_tidy_plan_add (look->plan, EXM_TIDY_RUNNING_JOB, job->name, submission->display_name, submission->id)->state = EXM_TIDY_THERE;
  if (!add_endpoints (look, job->endpoint, job->checkpoints, error) ||
      !look_by_label (look, job->tuned_model != NULL ? job->tuned_model : job->endpoint, error) ||
      !add_resource (look, EXM_TIDY_MODEL, job->tuned_model, error))
    return FALSE;
  item = _exm_tidy_plan_add (look->plan, EXM_TIDY_JOB_RECORD, job->name, submission->display_name, submission->id);
  if (item->reason == NULL)
    _exm_tidy_item_set (item, EXM_TIDY_KEPT,
                        _("Google offers no way to delete it. It has the settings and figures of the job, no posts but a few that Google shows as samples"));
  return TRUE;
}

static gboolean
look_for_buckets (Look    *look,
                  GError **error)
{
  GHashTableIter iter;
  gpointer       name;

  g_hash_table_iter_init (&iter, look->buckets);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      g_autofree char *uri = g_strconcat ("gs://", name, NULL);
      g_autoptr(GError) local = NULL;
      g_autoptr(ExmBucket) bucket = exm_storage_get_bucket (look->google, name, look->cancellable, &local);

      if (bucket != NULL)
        _exm_tidy_plan_add (look->plan, EXM_TIDY_BUCKET, uri, name, 0)->state = EXM_TIDY_THERE;
      if (!pass_over (&local, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
_exm_tidy_gather (ExmTidyPlan  *self,
                  ExmDataset   *dataset,
                  ExmGoogle    *google,
                  GCancellable *cancellable,
                  GError      **error)
{
  g_autoptr(GPtrArray) submissions = exm_submission_list_sync (dataset, error);
  g_autoptr(GHashTable) buckets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Look look = { .plan = self, .google = google, .buckets = buckets, .cancellable = cancellable };

  if (submissions == NULL)
    return FALSE;
  for (guint i = 0; i < submissions->len; i++)
    {
      ExmSubmission *submission = g_ptr_array_index (submissions, i);

      if (submission->practice != self->practice || submission->request_id == NULL)
        continue;
      look.submission = submission;
      if (self->project == NULL)
        self->project = g_strdup (submission->project);
      if (!look_for_objects (&look, error) || !look_for_job (&look, error) ||
          !add_endpoints (&look, submission->endpoint, submission->checkpoints, error) ||
          !add_resource (&look, EXM_TIDY_MODEL, submission->model, error))
        return FALSE;
    }
  if (!look_for_buckets (&look, error))
    return FALSE;
  _exm_tidy_plan_sort (self);
  return TRUE;
}

/* What was there when a removal was cut short, and is not found any more, went
 * before it could be written down. */
static void
mark_missing (ExmTidyPlan *self,
              ExmTidyPlan *found)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      ExmTidyItem *item = g_ptr_array_index (self->items, i);

      if (item->state == EXM_TIDY_THERE && _exm_tidy_plan_find (found, item->kind, item->name, item->generation) == NULL)
        _exm_tidy_item_set (item, EXM_TIDY_GONE, NULL);
    }
}

/* What is there now is added; what was kept for a reason is tried again. */
static void
merge (ExmTidyPlan *self,
       ExmTidyPlan *found)
{
  mark_missing (self, found);
  for (guint i = 0; i < found->items->len; i++)
    {
      const ExmTidyItem *from = g_ptr_array_index (found->items, i);
      ExmTidyItem       *item = _exm_tidy_plan_find (self, from->kind, from->name, from->generation);

      if (item == NULL)
        {
          item = _exm_tidy_plan_add (self, from->kind, from->name, from->label, from->submission);
          item->generation = from->generation;
          item->size = from->size;
        }
      item->state = from->state;
      item->time = from->time;
      g_free (item->reason);
      item->reason = g_strdup (from->reason);
    }
  _exm_tidy_plan_sort (self);
}

ExmTidyPlan *
exm_tidy_list_sync (ExmDataset   *dataset,
                    ExmGoogle    *google,
                    GCancellable *cancellable,
                    GError      **error)
{
  g_autoptr(ExmTidyPlan) found = NULL;
  g_autoptr(ExmTidyPlan) open = NULL;
  g_autoptr(GError) local = NULL;

  g_return_val_if_fail (EXM_IS_DATASET (dataset) && EXM_IS_GOOGLE (google), NULL);

  found = _exm_tidy_plan_new ();
  found->practice = exm_google_get_kind (google) == EXM_ACCOUNT_PRACTICE;
  found->created = g_get_real_time () / G_USEC_PER_SEC;
  if (!_exm_tidy_gather (found, dataset, google, cancellable, error))
    return NULL;
  open = _exm_tidy_load_open (dataset, found->practice, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (open == NULL)
    return g_steal_pointer (&found);
  merge (open, found);
  return g_steal_pointer (&open);
}
