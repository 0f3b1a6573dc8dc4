/* exm-models-answer.c - what a model said, and why it said nothing
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "exm-cloud-private.h"
#include "exm-json-gate.h"
#include "exm-models-private.h"

#define MAX_RATINGS 32

G_DEFINE_BOXED_TYPE (ExmGenerateAnswer, exm_generate_answer, exm_generate_answer_copy, exm_generate_answer_free)

static void
rating_free (gpointer data)
{
  ExmSafetyRating *rating = data;

  g_free (rating->category);
  g_free (rating->probability);
  g_free (rating);
}

static void
add_rating (GPtrArray  *ratings,
            const char *category,
            const char *probability,
            gboolean    blocked)
{
  ExmSafetyRating *rating = g_new (ExmSafetyRating, 1);

  rating->category = g_strdup (category);
  rating->probability = g_strdup (probability);
  rating->blocked = blocked;
  g_ptr_array_add (ratings, rating);
}

ExmGenerateAnswer *
_exm_generate_answer_new (void)
{
  ExmGenerateAnswer *self = g_new0 (ExmGenerateAnswer, 1);

  self->text = g_strdup ("");
  self->safety = g_ptr_array_new_with_free_func (rating_free);
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
  copy->finish_message = g_strdup (self->finish_message);
  copy->problem = g_strdup (self->problem);
  copy->advice = g_strdup (self->advice);
  copy->safety = g_ptr_array_new_with_free_func (rating_free);
  for (guint i = 0; i < self->safety->len; i++)
    {
      const ExmSafetyRating *rating = g_ptr_array_index (self->safety, i);

      add_rating (copy->safety, rating->category, rating->probability, rating->blocked);
    }
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
  g_free (self->finish_message);
  g_free (self->problem);
  g_free (self->advice);
  g_ptr_array_unref (self->safety);
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

/* Each piece has the ratings of all until then: the newest count. */
static void
take_ratings (ExmGenerateAnswer *self,
              JsonObject        *holder)
{
  JsonArray *items = exm_json_get_array (holder, "safetyRatings");

  if (exm_json_array_size (items) == 0)
    return;
  g_ptr_array_set_size (self->safety, 0);
  for (guint i = 0; i < MIN (exm_json_array_size (items), MAX_RATINGS); i++)
    {
      JsonObject *item = exm_json_array_object (items, i);
      const char *category = exm_json_get_string (item, "category");
      gboolean    blocked = FALSE;

      exm_json_get_bool (item, "blocked", &blocked);
      if (category != NULL)
        add_rating (self->safety, category, exm_json_get_string (item, "probability"), blocked);
    }
}

void
_exm_generate_answer_add (ExmGenerateAnswer *self,
                          JsonObject        *chunk,
                          char             **piece)
{
  JsonObject *candidate = exm_json_array_object (exm_json_get_array (chunk, "candidates"), 0);
  JsonObject *feedback = exm_json_get_object (chunk, "promptFeedback");
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
  take_string (&self->finish_message, candidate, "finishMessage");
  take_string (&self->block_reason, feedback, "blockReason");
  take_string (&self->finish_message, feedback, "blockReasonMessage");
  take_ratings (self, candidate);
  take_ratings (self, feedback);
  take_string (&self->model_version, chunk, "modelVersion");
  exm_json_get_int64 (usage, "promptTokenCount", &self->prompt_tokens);
  exm_json_get_int64 (usage, "candidatesTokenCount", &self->output_tokens);
  exm_json_get_int64 (usage, "thoughtsTokenCount", &self->thought_tokens);
  exm_json_get_int64 (usage, "totalTokenCount", &self->total_tokens);
  if (exm_json_get_double (candidate, "avgLogprobs", &self->avg_logprob))
    self->has_avg_logprob = TRUE;
}

/* --- in plain words ------------------------------------------------------------------ */

/* clang-format off */
static const struct
{
  const char *category;
  const char *words;
} categories[] = {
  { "HARM_CATEGORY_HATE_SPEECH", N_ ("hate speech") },
  { "HARM_CATEGORY_DANGEROUS_CONTENT", N_ ("dangerous content") },
  { "HARM_CATEGORY_HARASSMENT", N_ ("harassment") },
  { "HARM_CATEGORY_SEXUALLY_EXPLICIT", N_ ("sexual content") },
  { "HARM_CATEGORY_CIVIC_INTEGRITY", N_ ("elections and politics") },
  { "HARM_CATEGORY_JAILBREAK", N_ ("an attempt to get around the rules") },
  { "HARM_CATEGORY_IMAGE_HATE", N_ ("hate in an image") },
  { "HARM_CATEGORY_IMAGE_DANGEROUS_CONTENT", N_ ("danger in an image") },
  { "HARM_CATEGORY_IMAGE_HARASSMENT", N_ ("harassment in an image") },
  { "HARM_CATEGORY_IMAGE_SEXUALLY_EXPLICIT", N_ ("sexual content in an image") },
};

#define FILTER_ADVICE N_ ("Such texts may need another way: label this post by hand. It says nothing about the model’s training.")
#define OTHER_ADVICE N_ ("Ask again, perhaps with a slightly different text.")
#define IMAGE_ADVICE N_ ("Text models of this kind do not make images: use a text-only task.")
#define TOOL_ADVICE N_ ("The model tried to call a function instead of answering. Take functions out of the examples, or ask again.")

/* GenerateContentResponse.Candidate.finishReason and PromptFeedback.blockReason:
 * https://docs.cloud.google.com/gemini-enterprise-agent-platform/reference/models/inference */
static const struct
{
  const char *reason;
  const char *words;
  const char *advice;
} reasons[] = {
  { "MAX_TOKENS", N_ ("The answer was cut: it reached the limit of its length"),
    N_ ("A longer answer than in the examples is a sign that the model has not learnt the form yet: check the outputs, or use more examples.") },
  { "SAFETY", N_ ("The answer was held back by Google’s safety filters"), FILTER_ADVICE },
  { "RECITATION", N_ ("The answer was held back because it repeats a known text"), OTHER_ADVICE },
  { "BLOCKLIST", N_ ("The text has words that are blocked"), FILTER_ADVICE },
  { "PROHIBITED_CONTENT", N_ ("The text has content that Google does not allow"), FILTER_ADVICE },
  { "SPII", N_ ("The answer was held back because it has personal data"), N_ ("Take names, numbers and addresses out of the post, then ask again.") },
  { "JAILBREAK", N_ ("The text was taken for an attempt to get around the rules"), OTHER_ADVICE },
  { "MODEL_ARMOR", N_ ("The text was held back by the project’s Model Armor rules"), N_ ("Ask the administrator of the project about its Model Armor settings.") },
  { "MALFORMED_FUNCTION_CALL", N_ ("The model answered with a broken function call"), TOOL_ADVICE },
  { "UNEXPECTED_TOOL_CALL", N_ ("The model called a function that it was not given"), TOOL_ADVICE },
  { "IMAGE_SAFETY", N_ ("An image was held back by Google’s safety filters"), IMAGE_ADVICE },
  { "IMAGE_PROHIBITED_CONTENT", N_ ("An image has content that Google does not allow"), IMAGE_ADVICE },
  { "IMAGE_RECITATION", N_ ("An image was held back because it repeats a known one"), IMAGE_ADVICE },
  { "IMAGE_OTHER", N_ ("An image was held back, and Google does not say why"), IMAGE_ADVICE },
  { "NO_IMAGE", N_ ("The model was to make an image and made none"), IMAGE_ADVICE },
  { "OTHER", N_ ("Google held the answer back and does not say why"), OTHER_ADVICE },
};
/* clang-format on */

const char *
exm_safety_category_get_words (const char *category)
{
  g_return_val_if_fail (category != NULL, "");

  for (guint i = 0; i < G_N_ELEMENTS (categories); i++)
    if (g_str_equal (categories[i].category, category))
      return g_dgettext (GETTEXT_PACKAGE, categories[i].words);
  return _ ("another kind of content");
}

/* What the filters name as the cause: what is marked as blocked, or else what
 * they think likely. */
static char *
dup_causes (const ExmGenerateAnswer *self)
{
  for (int pass = 0; pass < 2; pass++)
    {
      g_autoptr (GString) list = g_string_new (NULL);

      for (guint i = 0; i < self->safety->len; i++)
        {
          const ExmSafetyRating *rating = g_ptr_array_index (self->safety, i);

          if (pass == 0 ? !rating->blocked
                        : g_strcmp0 (rating->probability, "MEDIUM") != 0 && g_strcmp0 (rating->probability, "HIGH") != 0)
            continue;
          if (list->len > 0)
            g_string_append (list, ", ");
          g_string_append (list, exm_safety_category_get_words (rating->category));
        }
      if (list->len > 0)
        return g_strdup (list->str);
    }
  return NULL;
}

static void
explain_reason (ExmGenerateAnswer *self,
                const char        *reason)
{
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      const char      *words = g_dgettext (GETTEXT_PACKAGE, reasons[i].words);
      g_autofree char *causes = NULL;

      if (!g_str_equal (reasons[i].reason, reason))
        continue;
      causes = g_str_equal (reason, "SAFETY") ? dup_causes (self) : NULL;
      if (causes != NULL)
        /* Translators: a sentence, and kinds of content such as "hate speech, harassment" */
        self->problem = g_strdup_printf (_ ("%s (%s)"), words, causes);
      else
        self->problem = g_strdup (words);
      self->advice = g_strdup (g_dgettext (GETTEXT_PACKAGE, reasons[i].advice));
      return;
    }
  /* Translators: a reason in Google's own code, such as IMAGE_SAFETY */
  self->problem = g_strdup_printf (_ ("The answer ended in an unusual way (%s)"), reason);
  self->advice = g_strdup (g_dgettext (GETTEXT_PACKAGE, OTHER_ADVICE));
}

void
_exm_generate_answer_end (ExmGenerateAnswer *self)
{
  const char *reason = self->block_reason != NULL ? self->block_reason : self->finish_reason;

  g_clear_pointer (&self->problem, g_free);
  g_clear_pointer (&self->advice, g_free);
  if (self->block_reason != NULL || (reason != NULL && !g_str_equal (reason, "STOP")))
    explain_reason (self, reason);
  else if (*self->text == '\0')
    {
      self->problem = g_strdup (_ ("The model gave an empty answer"));
      self->advice = g_strdup (g_dgettext (GETTEXT_PACKAGE, OTHER_ADVICE));
    }
}
