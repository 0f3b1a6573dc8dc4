/* exm-models-types.c - what a model is asked, and what it said
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
G_DEFINE_BOXED_TYPE (ExmGenerateAnswer, exm_generate_answer, exm_generate_answer_copy, exm_generate_answer_free)

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

/* --- answer --------------------------------------------------------------------------- */

ExmGenerateAnswer *
_exm_generate_answer_new (void)
{
  ExmGenerateAnswer *self = g_new0 (ExmGenerateAnswer, 1);

  self->text = g_strdup ("");
  self->prompt_tokens = self->output_tokens = self->thought_tokens = self->total_tokens = -1;
  return self;
}

ExmGenerateAnswer *
exm_generate_answer_copy (const ExmGenerateAnswer *self)
{
  ExmGenerateAnswer *copy = g_new (ExmGenerateAnswer, 1);

  *copy = *self;
  copy->text = g_strdup (self->text);
  copy->finish_reason = g_strdup (self->finish_reason);
  copy->block_reason = g_strdup (self->block_reason);
  copy->problem = g_strdup (self->problem);
  copy->model_version = g_strdup (self->model_version);
  return copy;
}

void
exm_generate_answer_free (ExmGenerateAnswer *self)
{
  if (self == NULL)
    return;
  g_free (self->text);
  g_free (self->finish_reason);
  g_free (self->block_reason);
  g_free (self->problem);
  g_free (self->model_version);
  g_free (self);
}

/* Text of the first candidate's parts; thoughts are not part of the answer. */
static void
append_text (GString    *text,
             JsonObject *candidate)
{
  JsonArray *parts = exm_json_get_array (exm_json_get_object (candidate, "content"), "parts");

  for (guint i = 0; i < exm_json_array_size (parts); i++)
    {
      JsonObject *part = exm_json_array_object (parts, i);
      const char *piece = exm_json_get_string (part, "text");
      gboolean    is_thought = FALSE;

      exm_json_get_bool (part, "thought", &is_thought);
      if (piece != NULL && !is_thought)
        g_string_append (text, piece);
    }
}

static void
take_string (char      **field,
             JsonObject *object,
             const char *name)
{
  const char *value = exm_json_get_string (object, name);

  if (value == NULL)
    return;
  g_free (*field);
  *field = g_strdup (value);
}

void
_exm_generate_answer_add (ExmGenerateAnswer *self,
                          JsonObject        *chunk,
                          char             **piece)
{
  JsonObject *candidate = exm_json_array_object (exm_json_get_array (chunk, "candidates"), 0);
  JsonObject *usage = exm_json_get_object (chunk, "usageMetadata");
  g_autoptr (GString) text = g_string_new (NULL);
  char *whole;

  append_text (text, candidate);
  whole = g_strconcat (self->text, text->str, NULL);
  g_free (self->text);
  self->text = whole;
  if (piece != NULL)
    *piece = g_strdup (text->str);
  take_string (&self->finish_reason, candidate, "finishReason");
  take_string (&self->block_reason, exm_json_get_object (chunk, "promptFeedback"), "blockReason");
  take_string (&self->model_version, chunk, "modelVersion");
  exm_json_get_int64 (usage, "promptTokenCount", &self->prompt_tokens);
  exm_json_get_int64 (usage, "candidatesTokenCount", &self->output_tokens);
  exm_json_get_int64 (usage, "thoughtsTokenCount", &self->thought_tokens);
  exm_json_get_int64 (usage, "totalTokenCount", &self->total_tokens);
  if (exm_json_get_double (candidate, "avgLogprobs", &self->avg_logprob))
    self->has_avg_logprob = TRUE;
}

static const char *
problem_of_reason (const char *reason)
{
  /* clang-format off */
  static const struct
  {
    const char *reason;
    const char *words;
  } reasons[] = {
    { "MAX_TOKENS", N_ ("The answer was cut: it reached the limit of its length") },
    { "SAFETY", N_ ("The answer was held back by Google’s safety filters") },
    { "RECITATION", N_ ("The answer was held back because it repeats a known text") },
    { "BLOCKLIST", N_ ("The text has words that are blocked") },
    { "PROHIBITED_CONTENT", N_ ("The text has content that Google does not allow") },
    { "SPII", N_ ("The answer was held back because it has personal data") },
    { "JAILBREAK", N_ ("The text was taken for an attempt to get around the rules") },
    { "MODEL_ARMOR", N_ ("The text was held back by the project’s Model Armor rules") },
    { "OTHER", N_ ("Google held the answer back and does not say why") },
  };
  /* clang-format on */

  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (g_str_equal (reasons[i].reason, reason))
      return g_dgettext (GETTEXT_PACKAGE, reasons[i].words);
  return NULL;
}

void
_exm_generate_answer_end (ExmGenerateAnswer *self)
{
  const char *reason = self->block_reason != NULL ? self->block_reason : self->finish_reason;
  const char *words = reason != NULL ? problem_of_reason (reason) : NULL;

  g_clear_pointer (&self->problem, g_free);
  if (words != NULL)
    self->problem = g_strdup (words);
  else if (self->block_reason != NULL || (reason != NULL && !g_str_equal (reason, "STOP")))
    /* Translators: a reason in Google's own code, such as IMAGE_SAFETY */
    self->problem = g_strdup_printf (_ ("The answer ended in an unusual way (%s)"), reason);
  else if (*self->text == '\0')
    self->problem = g_strdup (_ ("The model gave an empty answer"));
}
