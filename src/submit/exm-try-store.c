/* exm-try-store.c - tries as records of the dataset
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-submit"

#include "config.h"

#include "exm-try-private.h"

#include <string.h>

#include "exm-submit-values-private.h"

#define KEY_TIME "time"
#define KEY_SUBMISSION "submission"
#define KEY_MODEL_NAME "model-name"
#define KEY_CHECKPOINT "checkpoint"
#define KEY_BASE "base"
#define KEY_TEXT "text"
#define KEY_ANSWER "answer"
#define KEY_VALUE_START "value-start"
#define KEY_VALUE_LENGTH "value-length"
#define KEY_PROBLEM "problem"
#define KEY_TEMPERATURE "temperature"
#define KEY_LATENCY "latency-ms"
#define KEY_PROMPT_TOKENS "prompt-tokens"
#define KEY_OUTPUT_TOKENS "output-tokens"

static gboolean
drop_old (ExmDataset *dataset,
          GError    **error)
{
  g_autoptr(GArray) ids = exm_dataset_list_records_sync (dataset, EXM_TRY_KIND, error);

  if (ids == NULL)
    return FALSE;
  for (guint i = 0; i + EXM_TRY_KEPT < ids->len; i++)
    if (!exm_dataset_drop_record_sync (dataset, EXM_TRY_KIND, g_array_index (ids, gint64, i), error))
      return FALSE;
  return TRUE;
}

gboolean
_exm_try_store (ExmDataset *dataset,
                ExmTry     *self,
                GError    **error)
{
  g_autoptr(GHashTable) values = _exm_values_new ();

  _exm_values_put_int (values, KEY_TIME, self->time);
  _exm_values_put_int (values, KEY_SUBMISSION, self->submission);
  _exm_values_put (values, KEY_MODEL_NAME, self->model_name);
  _exm_values_put (values, KEY_ENDPOINT, self->endpoint);
  _exm_values_put (values, KEY_CHECKPOINT, self->checkpoint);
  _exm_values_put (values, KEY_ACCOUNT, self->practice ? "practice" : "google");
  if (self->base)
    _exm_values_put_int (values, KEY_BASE, 1);
  _exm_values_put (values, KEY_TEXT, self->text);
  _exm_values_put (values, KEY_ANSWER, self->answer);
  _exm_values_put_int (values, KEY_VALUE_START, (gint64)self->value_start);
  _exm_values_put_int (values, KEY_VALUE_LENGTH, (gint64)self->value_length);
  _exm_values_put (values, KEY_PROBLEM, self->problem);
  _exm_values_put_double (values, KEY_TEMPERATURE, self->temperature);
  _exm_values_put_int (values, KEY_LATENCY, self->latency_ms);
  _exm_values_put_int (values, KEY_PROMPT_TOKENS, self->prompt_tokens);
  _exm_values_put_int (values, KEY_OUTPUT_TOKENS, self->output_tokens);
  self->id = _exm_values_store (dataset, EXM_TRY_KIND, 0, NULL, values, error);
  return self->id != 0 && drop_old (dataset, error);
}

static ExmTry *
parse (gint64      id,
       GHashTable *values)
{
  ExmTry          *self = g_new0 (ExmTry, 1);
  g_autofree char *account = _exm_values_text (values, KEY_ACCOUNT);
  gsize            length;

  self->id = id;
  self->time = _exm_values_int (values, KEY_TIME, 0);
  self->submission = _exm_values_int (values, KEY_SUBMISSION, 0);
  self->model_name = _exm_values_text (values, KEY_MODEL_NAME);
  self->endpoint = _exm_values_text (values, KEY_ENDPOINT);
  self->checkpoint = _exm_values_text (values, KEY_CHECKPOINT);
  self->practice = g_strcmp0 (account, "practice") == 0;
  self->base = g_hash_table_contains (values, KEY_BASE);
  self->text = _exm_values_text (values, KEY_TEXT);
  self->answer = _exm_values_text (values, KEY_ANSWER);
  self->problem = _exm_values_text (values, KEY_PROBLEM);
  self->temperature = _exm_values_double (values, KEY_TEMPERATURE);
  self->latency_ms = _exm_values_int (values, KEY_LATENCY, -1);
  self->prompt_tokens = _exm_values_int (values, KEY_PROMPT_TOKENS, -1);
  self->output_tokens = _exm_values_int (values, KEY_OUTPUT_TOKENS, -1);
  if (self->text == NULL)
    self->text = g_strdup ("");
  if (self->answer == NULL)
    self->answer = g_strdup ("");
  length = strlen (self->answer);
  self->value_start = (gsize)CLAMP (_exm_values_int (values, KEY_VALUE_START, 0), 0, (gint64)length);
  self->value_length = (gsize)CLAMP (_exm_values_int (values, KEY_VALUE_LENGTH, 0), 0, (gint64)(length - self->value_start));
  self->value = g_strndup (self->answer + self->value_start, self->value_length);
  return self;
}

GPtrArray *
exm_try_list_sync (ExmDataset *dataset,
                   GError    **error)
{
  g_autoptr(GArray) ids = exm_dataset_list_records_sync (dataset, EXM_TRY_KIND, error);
  g_autoptr(GPtrArray) list = NULL;

  if (ids == NULL)
    return NULL;
  list = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_try_free);
  for (guint i = ids->len; i > 0; i--)
    {
      gint64 id = g_array_index (ids, gint64, i - 1);
      g_autoptr(GHashTable) values = exm_dataset_get_record_sync (dataset, EXM_TRY_KIND, id, error);

      if (values == NULL)
        return NULL;
      if (g_hash_table_contains (values, KEY_ENDPOINT))
        g_ptr_array_add (list, parse (id, values));
    }
  return g_steal_pointer (&list);
}
