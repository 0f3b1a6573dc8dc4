/* exm-submit-send.c - bucket and upload: the files go to Cloud Storage
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-submit"

#include "config.h"

#include "exm-submit-work-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "exm-storage.h"
#include "exm-submit-files-private.h"
#include "exm-submit-values-private.h"
#include "exm-tidy.h"

/* --- bucket ----------------------------------------------------------------------- */

/* Names are drawn from letters and digits that no bucket rule minds. */
static char *
draw_bucket_name (void)
{
  return g_strdup_printf ("practice-%08x-tuning", g_random_int ());
}

static char *
find_practice_bucket (ExmSubmitWork *self,
                      GError       **error)
{
  g_autoptr(GPtrArray) buckets = exm_storage_list_buckets (self->google, self->now->project, self->interrupt, error);

  for (guint i = 0; buckets != NULL && i < buckets->len; i++)
    {
      const ExmBucket *bucket = g_ptr_array_index (buckets, i);

      if (g_str_has_prefix (bucket->name, "practice-") && g_str_has_suffix (bucket->name, "-tuning"))
        return g_strdup (bucket->name);
    }
  return NULL;
}

/* The name is written down before the bucket is made: one name, one bucket,
 * however often a crash makes us come here. */
static gboolean
choose_bucket (ExmSubmitWork *self,
               GError       **error)
{
  g_autofree char *name = NULL;
  g_autoptr(GError) local = NULL;
  g_autoptr(GHashTable) values = NULL;

  if (!self->practice)
    {
      g_set_error_literal (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_BUCKET,
                           _("Choose a bucket for the files: tuning reads them from Cloud Storage"));
      return FALSE;
    }
  name = find_practice_bucket (self, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  values = _exm_submit_work_begin (self);
  if (name == NULL)
    name = draw_bucket_name ();
  _exm_values_put (values, KEY_BUCKET, name);
  return _exm_submit_work_commit (self, values, error);
}

gboolean
_exm_submit_bucket (ExmSubmitWork *self,
                    GError       **error)
{
  g_autoptr(ExmBucket) bucket = NULL;
  g_autoptr(GError) local = NULL;
  g_autoptr(GError) noted = NULL;

  if (self->now->bucket == NULL && !choose_bucket (self, error))
    return FALSE;
  bucket = exm_storage_get_bucket (self->google, self->now->bucket, self->interrupt, &local);
  if (bucket == NULL && self->practice && g_error_matches (local, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_NOT_FOUND))
    {
      g_clear_error (&local);
      _exm_submit_point ("bucket:create");
      bucket = exm_storage_create_bucket (self->google, self->now->project, self->now->bucket, "US", self->interrupt, &local);
      /* Then it may be deleted on request. That this cannot be noted is no failure. */
      if (bucket != NULL && !exm_tidy_remember_bucket (bucket->name, self->now->project, &noted))
        g_debug ("%s", noted->message);
    }
  if (bucket == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return _exm_submit_work_next (self, _exm_submit_work_begin (self), EXM_SUBMIT_UPLOAD, "UPLOADING", error);
}

/* --- upload ----------------------------------------------------------------------- */

typedef struct
{
  const char *file;
  const char *key_bytes;
  const char *key_object;
  const char *key_generation;
  const char *key_crc32c;
  const char *key_uri;
} Part;

static const Part parts[2] = {
  { FILE_TRAINING, KEY_TRAIN_BYTES, KEY_TRAIN_OBJECT, KEY_TRAIN_GENERATION, KEY_TRAIN_CRC32C, KEY_TRAIN_URI },
  { FILE_VALIDATION, KEY_VALID_BYTES, KEY_VALID_OBJECT, KEY_VALID_GENERATION, KEY_VALID_CRC32C, KEY_VALID_URI },
};

typedef struct
{
  ExmSubmitWork *work;
  const Part    *part;
  gint64         before; /* bytes of the files sent earlier */
  gint64         total;
} Sending;

static gboolean
keep_state (const ExmUploadState *state,
            gpointer              user_data,
            GError              **error)
{
  Sending *sending = user_data;

  _exm_submit_point ("upload:state");
  return _exm_submit_files_save_upload (sending->work->now->request_id, sending->part->file, state, error);
}

static void
tell_progress (gint64   done,
               gint64   total,
               gint64   bytes_per_second,
               gpointer user_data)
{
  Sending *sending = user_data;

  _exm_submit_work_tell_bytes (sending->work, sending->before + done, sending->total, bytes_per_second);
}

static gboolean
send_part (ExmSubmitWork *self,
           const Part    *part,
           gint64         before,
           GError       **error)
{
  const char      *request_id = self->now->request_id;
  g_autofree char *path = _exm_submit_files_path (request_id, part->file);
  g_autofree char *name = g_strdup_printf ("exemplar/%s/%s", request_id, part->file);
  g_autofree char *uri = NULL;
  g_autoptr(ExmUpload) upload = exm_upload_new (path, self->now->bucket, name);
  g_autoptr(ExmStoredObject) object = NULL;
  g_autoptr(GHashTable) values = NULL;
  Sending sending = { self, part, before, self->now->bytes_training + self->now->bytes_validation };

  upload->state_func = keep_state;
  upload->progress_func = tell_progress;
  upload->user_data = &sending;
  _exm_submit_files_load_upload (request_id, part->file, exm_google_get_origin (self->google), upload);
  object = exm_upload_run (self->google, upload, self->interrupt, error);
  if (object == NULL)
    return FALSE;

  uri = exm_stored_object_dup_uri (object);
  values = _exm_submit_work_begin (self);
  _exm_values_put (values, part->key_object, name);
  _exm_values_put_int (values, part->key_generation, object->generation);
  _exm_values_put_int (values, part->key_crc32c, object->crc32c);
  _exm_values_put (values, part->key_uri, uri);
  return _exm_submit_work_commit (self, values, error);
}

gboolean
_exm_submit_upload (ExmSubmitWork *self,
                    GError       **error)
{
  gint64 before = 0;

  for (guint i = 0; i < 2; i++)
    {
      gint64 bytes = _exm_values_int (self->values, parts[i].key_bytes, 0);

      if (bytes > 0 && !g_hash_table_contains (self->values, parts[i].key_uri))
        {
          if (_exm_submit_files_size (self->now->request_id, parts[i].file) != bytes)
            return _exm_submit_work_again (self, error);
          if (!send_part (self, &parts[i], before, error))
            return FALSE;
        }
      before += bytes;
    }
  return _exm_submit_work_next (self, _exm_submit_work_begin (self), EXM_SUBMIT_CREATE, "CREATING", error);
}

void
_exm_submit_remove_objects (ExmSubmitWork *self)
{
  if (self->now->bucket == NULL || self->now->step < EXM_SUBMIT_UPLOAD)
    return;
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *name = g_strdup_printf ("exemplar/%s/%s", self->now->request_id, parts[i].file);
      gint64           generation = _exm_values_int (self->values, parts[i].key_generation, 0);
      g_autoptr(ExmStoredObject) object = NULL;
      g_autoptr(GError) error = NULL;

      /* The answer to an upload may have been lost. */
      if (generation == 0)
        {
          object = exm_storage_get_object (self->google, self->now->bucket, name, self->stop, NULL);
          generation = object != NULL ? object->generation : 0;
        }
      if (generation > 0 &&
          !exm_storage_delete_object (self->google, self->now->bucket, name, generation, self->stop, &error))
        g_debug ("An uploaded file stays in the bucket: %s", error->message);
    }
}
