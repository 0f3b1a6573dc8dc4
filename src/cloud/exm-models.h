/* exm-models.h - asking a tuned or a base model
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-google.h"

G_BEGIN_DECLS

/**
 * ExmThinking:
 * @EXM_THINKING_UNSET: send nothing
 * @EXM_THINKING_LEAST: the least that the model's generation knows:
 *   thinkingBudget 0 for Gemini 2.5 (128 for 2.5 Pro, which cannot do without),
 *   thinkingLevel MINIMAL for Gemini 3. Right for tuned models: their training
 *   data had no thoughts.
 */
typedef enum
{
  EXM_THINKING_UNSET,
  EXM_THINKING_LEAST,
} ExmThinking;

/**
 * ExmChatTurn:
 * @role: "user" or "model"
 * @text: its text
 */
typedef struct
{
  char *role;
  char *text;
} ExmChatTurn;

/**
 * ExmGenerateRequest:
 * @model: full resource name: an endpoint "projects/P/locations/L/endpoints/E",
 *   or a base model as exm_models_dup_publisher_name() makes it
 * @base_model: (nullable): id of the base model behind it, decides how little
 *   thinking can be asked for; %NULL sends none
 * @system_instruction: (nullable): system instruction
 * @turns: (element-type ExmChatTurn): the conversation; the last turn is the user's
 * @temperature: 0–2, negative = not sent
 * @max_output_tokens: 0 = not sent
 * @thinking: see [enum@Thinking]; default EXM_THINKING_LEAST
 * @logprobs: ask for the probability of the answer
 *
 * What to ask. Made with exm_generate_request_new(), the rest is set directly.
 */
typedef struct
{
  char       *model;
  char       *base_model;
  char       *system_instruction;
  GPtrArray  *turns;
  double      temperature;
  int         max_output_tokens;
  ExmThinking thinking;
  gboolean    logprobs;
} ExmGenerateRequest;

#define EXM_TYPE_GENERATE_REQUEST (exm_generate_request_get_type ())

GType exm_generate_request_get_type (void);

/**
 * exm_generate_request_new:
 * @model: full resource name
 * @text: (nullable): the user's text, becomes the first turn
 */
ExmGenerateRequest *exm_generate_request_new (const char *model,
                                              const char *text);
ExmGenerateRequest *exm_generate_request_copy (const ExmGenerateRequest *self);
void                exm_generate_request_free (ExmGenerateRequest *self);
void                exm_generate_request_add_turn (ExmGenerateRequest *self,
                                                   const char         *role,
                                                   const char         *text);

/**
 * exm_generate_request_to_json:
 *
 * Returns: (transfer full): the body that is sent
 */
char *exm_generate_request_to_json (const ExmGenerateRequest *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmGenerateRequest, exm_generate_request_free)

/**
 * ExmSafetyRating:
 * @category: "HARM_CATEGORY_…"
 * @probability: (nullable): "NEGLIGIBLE", "LOW", "MEDIUM", "HIGH"
 * @blocked: it is the reason for which text was held back
 *
 * What Google's safety filters say of a prompt or an answer.
 */
typedef struct
{
  char    *category;
  char    *probability;
  gboolean blocked;
} ExmSafetyRating;

/**
 * exm_safety_category_get_words:
 * @category: "HARM_CATEGORY_…"
 *
 * Returns: (transfer none): translated, such as "hate speech"
 */
const char *exm_safety_category_get_words (const char *category);

/**
 * ExmGenerateAnswer:
 * @text: the text of the first candidate without thoughts; "" if there is none
 * @finish_reason: (nullable): "STOP", "MAX_TOKENS", "SAFETY", …
 * @block_reason: (nullable): set when the prompt itself was blocked
 * @finish_message: (nullable): Google's own words on @finish_reason or
 *   @block_reason (English)
 * @safety: (element-type ExmSafetyRating): the newest ratings; never %NULL
 * @problem: (nullable): a translated sentence when the answer is blocked, cut
 *   or empty; %NULL when all is well
 * @advice: (nullable): a translated sentence that says what to do about @problem
 * @prompt_tokens: tokens of the prompt, -1 unknown
 * @output_tokens: tokens of the answer, -1 unknown
 * @thought_tokens: tokens of thinking, -1 unknown
 * @total_tokens: all, -1 unknown
 * @latency_ms: from sending to the last byte
 * @has_avg_logprob: @avg_logprob is set
 * @avg_logprob: mean log probability of the answer's tokens, ≤ 0
 * @model_version: (nullable): what answered
 */
typedef struct
{
  char      *text;
  char      *finish_reason;
  char      *block_reason;
  char      *finish_message;
  GPtrArray *safety;
  char      *problem;
  char      *advice;
  gint64     prompt_tokens;
  gint64     output_tokens;
  gint64     thought_tokens;
  gint64     total_tokens;
  gint64     latency_ms;
  gboolean   has_avg_logprob;
  double     avg_logprob;
  char      *model_version;
} ExmGenerateAnswer;

#define EXM_TYPE_GENERATE_ANSWER (exm_generate_answer_get_type ())

GType              exm_generate_answer_get_type (void);
ExmGenerateAnswer *exm_generate_answer_copy (const ExmGenerateAnswer *self);
void               exm_generate_answer_free (ExmGenerateAnswer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmGenerateAnswer, exm_generate_answer_free)

/**
 * exm_models_dup_publisher_name:
 *
 * Returns: (transfer full): "projects/P/locations/L/publishers/google/models/ID"
 */
char *exm_models_dup_publisher_name (const char *project,
                                     const char *location,
                                     const char *model_id);

/**
 * exm_models_generate:
 *
 * Asks once. A blocked or empty answer is not an error: see
 * [struct@GenerateAnswer].problem. Tried again at most twice.
 *
 * Returns: (transfer full) (nullable): the answer
 */
ExmGenerateAnswer *exm_models_generate (ExmGoogle                *google,
                                        const ExmGenerateRequest *request,
                                        GCancellable             *cancellable,
                                        GError                  **error);
void               exm_models_generate_async (ExmGoogle                *google,
                                              const ExmGenerateRequest *request,
                                              GCancellable             *cancellable,
                                              GAsyncReadyCallback       callback,
                                              gpointer                  user_data);
ExmGenerateAnswer *exm_models_generate_finish (ExmGoogle    *google,
                                               GAsyncResult *result,
                                               GError      **error);

/**
 * ExmModelsTextFunc:
 * @text: the next piece of the answer, valid UTF-8
 * @user_data: data of the call
 *
 * Sync call: in the calling thread. Async call: in the main context it was
 * started from, always before its callback.
 */
typedef void (*ExmModelsTextFunc) (const char *text,
                                   gpointer    user_data);

/**
 * exm_models_stream:
 * @func: (nullable): called for each piece of text as it comes
 * @func_data: data for @func
 *
 * The same with server-sent events. An error in the middle of the stream is an
 * error; the pieces until then have been delivered.
 *
 * Returns: (transfer full) (nullable): the whole answer
 */
ExmGenerateAnswer *exm_models_stream (ExmGoogle                *google,
                                      const ExmGenerateRequest *request,
                                      ExmModelsTextFunc         func,
                                      gpointer                  func_data,
                                      GCancellable             *cancellable,
                                      GError                  **error);
void               exm_models_stream_async (ExmGoogle                *google,
                                            const ExmGenerateRequest *request,
                                            ExmModelsTextFunc         func,
                                            gpointer                  func_data,
                                            GDestroyNotify            func_destroy,
                                            GCancellable             *cancellable,
                                            GAsyncReadyCallback       callback,
                                            gpointer                  user_data);
ExmGenerateAnswer *exm_models_stream_finish (ExmGoogle    *google,
                                             GAsyncResult *result,
                                             GError      **error);

/**
 * exm_models_count_tokens:
 *
 * Returns: tokens of the prompt, -1 with @error set. Only the system
 *   instruction and the turns of @request are sent.
 */
gint64 exm_models_count_tokens (ExmGoogle                *google,
                                const ExmGenerateRequest *request,
                                GCancellable             *cancellable,
                                GError                  **error);
void   exm_models_count_tokens_async (ExmGoogle                *google,
                                      const ExmGenerateRequest *request,
                                      GCancellable             *cancellable,
                                      GAsyncReadyCallback       callback,
                                      gpointer                  user_data);
gint64 exm_models_count_tokens_finish (ExmGoogle    *google,
                                       GAsyncResult *result,
                                       GError      **error);

G_END_DECLS
