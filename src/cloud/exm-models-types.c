/* exm-models-types.c - what a model is asked
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "exm-cloud-private.h"
#include "exm-json-gate.h"
#include "exm-json-write.h"
#include "exm-models-private.h"

/* Least thinking that Gemini 2.5 Pro accepts
 * (https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/capabilities/content-generation-parameters). */
#define PRO_LEAST_BUDGET 128

G_DEFINE_BOXED_TYPE (ExmGenerateRequest, exm_generate_request, exm_generate_request_copy, exm_generate_request_free)

/* --- request ------------------------------------------------------------------------ */

static void
turn_free (gpointer data)
{
  ExmChatTurn *turn = data;

  g_free (turn->role);
  g_free (turn->text);
  g_free (turn);
}

ExmGenerateRequest *
exm_generate_request_new (const char *model,
                          const char *text)
{
  ExmGenerateRequest *self = g_new0 (ExmGenerateRequest, 1);

  self->model = g_strdup (model);
  self->turns = g_ptr_array_new_with_free_func (turn_free);
  self->temperature = -1;
  self->thinking = EXM_THINKING_LEAST;
  if (text != NULL)
    exm_generate_request_add_turn (self, "user", text);
  return self;
}

ExmGenerateRequest *
exm_generate_request_copy (const ExmGenerateRequest *self)
{
  ExmGenerateRequest *copy = exm_generate_request_new (self->model, NULL);

  copy->base_model = g_strdup (self->base_model);
  copy->system_instruction = g_strdup (self->system_instruction);
  copy->temperature = self->temperature;
  copy->max_output_tokens = self->max_output_tokens;
  copy->thinking = self->thinking;
  copy->logprobs = self->logprobs;
  for (guint i = 0; i < self->turns->len; i++)
    {
      const ExmChatTurn *turn = g_ptr_array_index (self->turns, i);

      exm_generate_request_add_turn (copy, turn->role, turn->text);
    }
  return copy;
}

void
exm_generate_request_free (ExmGenerateRequest *self)
{
  if (self == NULL)
    return;
  g_free (self->model);
  g_free (self->base_model);
  g_free (self->system_instruction);
  g_ptr_array_unref (self->turns);
  g_free (self);
}

void
exm_generate_request_add_turn (ExmGenerateRequest *self,
                               const char         *role,
                               const char         *text)
{
  ExmChatTurn *turn = g_new (ExmChatTurn, 1);

  turn->role = g_strdup (role);
  turn->text = g_strdup (text);
  g_ptr_array_add (self->turns, turn);
}

static void
write_parts (ExmJsonWriter *writer,
             const char    *text)
{
  exm_json_writer_begin_array (writer, "parts");
  exm_json_writer_begin_object (writer, NULL);
  exm_json_writer_string (writer, "text", text);
  exm_json_writer_end (writer);
  exm_json_writer_end (writer);
}

static void
write_thinking (ExmJsonWriter            *writer,
                const ExmGenerateRequest *self)
{
  const char *model = self->base_model;
  gboolean    old = model != NULL && strstr (model, "gemini-2.5") != NULL;
  gboolean    known = old || (model != NULL && strstr (model, "gemini-3") != NULL);

  if (self->thinking != EXM_THINKING_LEAST || !known)
    return;
  exm_json_writer_begin_object (writer, "thinkingConfig");
  if (old)
    exm_json_writer_int64 (writer, "thinkingBudget", strstr (model, "-pro") != NULL ? PRO_LEAST_BUDGET : 0);
  else
    exm_json_writer_string (writer, "thinkingLevel", "MINIMAL");
  exm_json_writer_end (writer);
}

static void
write_config (ExmJsonWriter            *writer,
              const ExmGenerateRequest *self)
{
  exm_json_writer_begin_object (writer, "generationConfig");
  if (self->temperature >= 0)
    exm_json_writer_double (writer, "temperature", self->temperature);
  if (self->max_output_tokens > 0)
    exm_json_writer_int64 (writer, "maxOutputTokens", self->max_output_tokens);
  if (self->logprobs)
    exm_json_writer_bool (writer, "responseLogprobs", TRUE);
  write_thinking (writer, self);
  exm_json_writer_end (writer);
}

char *
_exm_generate_request_to_json (const ExmGenerateRequest *self,
                               gboolean                  with_config)
{
  GString      *json = g_string_new (NULL);
  ExmJsonWriter writer;

  exm_json_writer_init (&writer, json, 0);
  exm_json_writer_begin_object (&writer, NULL);
  if (self->system_instruction != NULL && *self->system_instruction != '\0')
    {
      exm_json_writer_begin_object (&writer, "systemInstruction");
      write_parts (&writer, self->system_instruction);
      exm_json_writer_end (&writer);
    }
  exm_json_writer_begin_array (&writer, "contents");
  for (guint i = 0; i < self->turns->len; i++)
    {
      const ExmChatTurn *turn = g_ptr_array_index (self->turns, i);

      exm_json_writer_begin_object (&writer, NULL);
      exm_json_writer_string (&writer, "role", turn->role);
      write_parts (&writer, turn->text);
      exm_json_writer_end (&writer);
    }
  exm_json_writer_end (&writer);
  if (with_config)
    write_config (&writer, self);
  exm_json_writer_end (&writer);
  return g_string_free (json, FALSE);
}

char *
exm_generate_request_to_json (const ExmGenerateRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return _exm_generate_request_to_json (self, TRUE);
}
