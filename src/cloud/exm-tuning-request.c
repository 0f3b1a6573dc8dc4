/* exm-tuning-request.c - what to tune, and the body that says it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-tuning.h"

#include <glib/gi18n-lib.h>

#include "exm-cloud-private.h"
#include "exm-json-write.h"

/* Characters of a display name, and of a label's key or value, that Google takes. */
#define MAX_NAME_CHARS 128
#define MAX_LABEL_CHARS 63

G_DEFINE_BOXED_TYPE (ExmTuningRequest, exm_tuning_request, exm_tuning_request_copy, exm_tuning_request_free)

ExmTuningRequest *
exm_tuning_request_new (const char *project,
                        const char *location,
                        const char *base_model,
                        const char *training_uri)
{
  ExmTuningRequest *self = g_new0 (ExmTuningRequest, 1);

  self->project = g_strdup (project);
  self->location = g_strdup (location);
  self->base_model = g_strdup (base_model);
  self->training_uri = g_strdup (training_uri);
  self->labels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

ExmTuningRequest *
exm_tuning_request_copy (const ExmTuningRequest *self)
{
  ExmTuningRequest *copy = exm_tuning_request_new (self->project, self->location, self->base_model,
                                                   self->training_uri);
  GHashTableIter    iter;
  gpointer          key, value;

  copy->pre_tuned_model = g_strdup (self->pre_tuned_model);
  copy->pre_tuned_checkpoint = g_strdup (self->pre_tuned_checkpoint);
  copy->validation_uri = g_strdup (self->validation_uri);
  copy->display_name = g_strdup (self->display_name);
  copy->description = g_strdup (self->description);
  copy->epochs = self->epochs;
  copy->adapter_size = self->adapter_size;
  copy->learning_rate_multiplier = self->learning_rate_multiplier;
  copy->last_checkpoint_only = self->last_checkpoint_only;
  g_hash_table_iter_init (&iter, self->labels);
  while (g_hash_table_iter_next (&iter, &key, &value))
    exm_tuning_request_set_label (copy, key, value);
  return copy;
}

void
exm_tuning_request_free (ExmTuningRequest *self)
{
  if (self == NULL)
    return;
  g_free (self->project);
  g_free (self->location);
  g_free (self->base_model);
  g_free (self->pre_tuned_model);
  g_free (self->pre_tuned_checkpoint);
  g_free (self->training_uri);
  g_free (self->validation_uri);
  g_free (self->display_name);
  g_free (self->description);
  g_hash_table_unref (self->labels);
  g_free (self);
}

void
exm_tuning_request_set_label (ExmTuningRequest *self,
                              const char       *key,
                              const char       *value)
{
  g_hash_table_replace (self->labels, g_strdup (key), g_strdup (value));
}

/* --- rules ------------------------------------------------------------------------ */

static gboolean
refuse (GError    **error,
        const char *message)
{
  g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_REFUSED, message);
  return FALSE;
}

static const char *
adapter_name (int size)
{
  switch (size)
    {
    case 1:
      return "ADAPTER_SIZE_ONE";
    case 2:
      return "ADAPTER_SIZE_TWO";
    case 4:
      return "ADAPTER_SIZE_FOUR";
    case 8:
      return "ADAPTER_SIZE_EIGHT";
    case 16:
      return "ADAPTER_SIZE_SIXTEEN";
    case 32:
      return "ADAPTER_SIZE_THIRTY_TWO";
    default:
      return NULL;
    }
}

static gboolean
is_label_text (const char *text,
               gboolean    is_key)
{
  gsize length = strlen (text);

  if (length > MAX_LABEL_CHARS || (is_key && !g_ascii_islower (text[0])))
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_islower (text[i]) && !g_ascii_isdigit (text[i]) && text[i] != '_' && text[i] != '-')
      return FALSE;
  return TRUE;
}

static gboolean
check_labels (const ExmTuningRequest *self)
{
  GHashTableIter iter;
  gpointer       key, value;

  g_hash_table_iter_init (&iter, self->labels);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (!is_label_text (key, TRUE) || !is_label_text (value, FALSE))
      return FALSE;
  return TRUE;
}

static gboolean
is_uri (const char *uri)
{
  return uri != NULL && g_str_has_prefix (uri, "gs://") && strchr (uri + 5, '/') != NULL;
}

static gboolean
check (const ExmTuningRequest *self,
       GError                **error)
{
  glong n = self->display_name != NULL ? g_utf8_strlen (self->display_name, -1) : 0;

  if (self->project == NULL || !_exm_is_segment (self->project) || self->location == NULL ||
      !_exm_is_segment (self->location) || g_str_equal (self->location, "global"))
    return refuse (error, _ ("Tuning needs a project and a region"));
  if ((self->base_model == NULL) == (self->pre_tuned_model == NULL))
    return refuse (error, _ ("Tuning needs a base model or a tuned model to go on from"));
  if (n < 1 || n > MAX_NAME_CHARS)
    return refuse (error, _ ("The name of the tuned model must have 1 to 128 characters"));
  if (!is_uri (self->training_uri) || (self->validation_uri != NULL && !is_uri (self->validation_uri)))
    return refuse (error, _ ("The examples must lie in Cloud Storage"));
  if (self->epochs < 0 || self->learning_rate_multiplier < 0 ||
      (self->adapter_size != 0 && adapter_name (self->adapter_size) == NULL))
    return refuse (error, _ ("Epochs, adapter size or learning rate make no sense"));
  if (!check_labels (self))
    return refuse (error, _ ("A label of the job has characters that Google does not take"));
  return TRUE;
}

/* --- body ---------------------------------------------------------------------------- */

static void
write_hyper_parameters (ExmJsonWriter          *writer,
                        const ExmTuningRequest *self)
{
  if (self->epochs == 0 && self->adapter_size == 0 && !(self->learning_rate_multiplier > 0))
    return;
  exm_json_writer_begin_object (writer, "hyperParameters");
  if (self->epochs > 0)
    {
      g_autofree char *epochs = g_strdup_printf ("%d", self->epochs);

      /* int64 on the wire is a string. */
      exm_json_writer_string (writer, "epochCount", epochs);
    }
  if (self->adapter_size > 0)
    exm_json_writer_string (writer, "adapterSize", adapter_name (self->adapter_size));
  if (self->learning_rate_multiplier > 0)
    exm_json_writer_double (writer, "learningRateMultiplier", self->learning_rate_multiplier);
  exm_json_writer_end (writer);
}

static void
write_source (ExmJsonWriter          *writer,
              const ExmTuningRequest *self)
{
  if (self->base_model != NULL)
    {
      exm_json_writer_string (writer, "baseModel", self->base_model);
      return;
    }
  exm_json_writer_begin_object (writer, "preTunedModel");
  exm_json_writer_string (writer, "tunedModelName", self->pre_tuned_model);
  if (self->pre_tuned_checkpoint != NULL)
    exm_json_writer_string (writer, "checkpointId", self->pre_tuned_checkpoint);
  exm_json_writer_end (writer);
}

static void
write_labels (ExmJsonWriter          *writer,
              const ExmTuningRequest *self)
{
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (self->labels), (GCompareFunc)strcmp);

  if (keys == NULL)
    return;
  exm_json_writer_begin_object (writer, "labels");
  for (GList *key = keys; key != NULL; key = key->next)
    exm_json_writer_string (writer, key->data, g_hash_table_lookup (self->labels, key->data));
  exm_json_writer_end (writer);
}

char *
exm_tuning_request_to_json (const ExmTuningRequest *self,
                            GError                **error)
{
  GString      *json;
  ExmJsonWriter writer;

  g_return_val_if_fail (self != NULL, NULL);

  if (!check (self, error))
    return NULL;
  json = g_string_new (NULL);
  exm_json_writer_init (&writer, json, 0);
  exm_json_writer_begin_object (&writer, NULL);
  write_source (&writer, self);
  exm_json_writer_string (&writer, "tunedModelDisplayName", self->display_name);
  if (self->description != NULL)
    exm_json_writer_string (&writer, "description", self->description);
  write_labels (&writer, self);
  exm_json_writer_begin_object (&writer, "supervisedTuningSpec");
  exm_json_writer_string (&writer, "trainingDatasetUri", self->training_uri);
  if (self->validation_uri != NULL)
    exm_json_writer_string (&writer, "validationDatasetUri", self->validation_uri);
  write_hyper_parameters (&writer, self);
  if (self->last_checkpoint_only)
    exm_json_writer_bool (&writer, "exportLastCheckpointOnly", TRUE);
  exm_json_writer_end (&writer);
  exm_json_writer_end (&writer);
  return g_string_free (json, FALSE);
}
