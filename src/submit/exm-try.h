/* exm-try.h - asking a tuned model the way it was trained, and what it said
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-catalogue.h"
#include "exm-dataset.h"
#include "exm-models.h"
#include "exm-submission.h"

G_BEGIN_DECLS

/* Kind of the records in the dataset file. */
#define EXM_TRY_KIND "try"

/* So many tries are kept; older ones are dropped. */
#define EXM_TRY_KEPT 50

/**
 * ExmTry:
 * @id: the record, 0 = not stored
 * @time: Unix seconds
 * @submission: record id of the submission whose model was asked
 * @model_name: name of the tuned model, for people
 * @endpoint: what was asked
 * @checkpoint: (nullable): id of the checkpoint, %NULL the default one
 * @practice: asked on the practice service
 * @base: the base model was asked, not the tuned one
 * @text: the post as typed, without template
 * @answer: the answer as it came
 * @value: the answer without the output template: a label or free text
 * @value_start: byte offset of @value in @answer; @value_length: its bytes; the
 *   whole answer when the template does not fit
 * @problem: (nullable): sentence when the answer was blocked, cut or empty
 * @advice: (nullable): what to do about @problem; not stored
 * @temperature: negative = not sent
 * @latency_ms, @prompt_tokens, @output_tokens: -1 = unknown
 *
 * One question and its answer. A plain value.
 */
typedef struct
{
  gint64   id;
  gint64   time;
  gint64   submission;
  char    *model_name;
  char    *endpoint;
  char    *checkpoint;
  gboolean practice;
  gboolean base;
  char    *text;
  char    *answer;
  char    *value;
  gsize    value_start;
  gsize    value_length;
  char    *problem;
  char    *advice;
  double   temperature;
  gint64   latency_ms;
  gint64   prompt_tokens;
  gint64   output_tokens;
} ExmTry;

#define EXM_TYPE_TRY (exm_try_get_type ())
GType   exm_try_get_type (void);
ExmTry *exm_try_copy (const ExmTry *self);
void    exm_try_free (ExmTry *self);

/**
 * exm_try_get_temperature:
 * @catalogue: the models
 * @base_model: (nullable): id of the base model
 * @note: (out) (optional) (transfer none) (nullable): a translated sentence to
 *   show beside the control, %NULL when there is nothing to say
 *
 * Whether a temperature can be chosen: %EXM_TEMPERATURE_HONOURED show it,
 * %EXM_TEMPERATURE_NOTED show it with the note, %EXM_TEMPERATURE_IGNORED turn it
 * off and show the note; it is then not sent either. A model that the catalogue
 * does not know is %EXM_TEMPERATURE_NOTED.
 */
ExmTemperature exm_try_get_temperature (ExmCatalogue *catalogue,
                                        const char   *base_model,
                                        const char  **note);

/**
 * ExmTryQuestion:
 * @submission: one that succeeded
 * @base: ask its base model, with the same words, in place of the tuned one
 * @checkpoint: (nullable): id of one of its checkpoints, %NULL the default one
 * @text: a post
 * @temperature: negative = not sent
 *
 * What to ask. Made with exm_try_question_new(); a plain value.
 */
typedef struct
{
  ExmSubmission *submission;
  gboolean       base;
  char          *checkpoint;
  char          *text;
  double         temperature;
} ExmTryQuestion;

ExmTryQuestion *exm_try_question_new (ExmSubmission *submission,
                                      const char    *text);
ExmTryQuestion *exm_try_question_copy (const ExmTryQuestion *self);
void            exm_try_question_free (ExmTryQuestion *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmTryQuestion, exm_try_question_free)

/**
 * ExmTryOutcome:
 * @answer: (nullable): what was said
 * @error: (nullable): why nothing was; one of the two is set
 */
typedef struct
{
  ExmTry *answer;
  GError *error;
} ExmTryOutcome;

/**
 * ExmTryPieceFunc:
 * @index: of the question that it belongs to
 * @text: the next piece of its answer, valid UTF-8
 *
 * Sync call: in any thread, one at a time. Async call: in the main context that
 * it was started from, always before its callback, never after cancel.
 */
typedef void (*ExmTryPieceFunc) (guint       index,
                                 const char *text,
                                 gpointer    user_data);

/**
 * exm_try_ask_all_async:
 * @dataset: where the tries are kept
 * @catalogue: (nullable): decides on temperature, see exm_try_get_temperature()
 * @questions: (element-type ExmTryQuestion): 1 … EXM_TRY_MAX_AT_ONCE, asked at
 *   the same time; for base and tuned side by side: two with the same text;
 *   copied
 * @func: (nullable): called as the answers come in
 *
 * Streams the answers. One that fails does not stop the others. Answers are
 * stored as by exm_try_ask_async(). The base model is asked in the location of
 * the tuned one, so that the text does not leave it.
 */
void exm_try_ask_all_async (ExmDataset         *dataset,
                            ExmGoogle          *google,
                            ExmCatalogue       *catalogue,
                            GPtrArray          *questions,
                            ExmTryPieceFunc     func,
                            gpointer            func_data,
                            GDestroyNotify      func_destroy,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data);

/**
 * exm_try_ask_all_finish:
 *
 * Returns: (transfer full) (element-type ExmTryOutcome) (nullable): one for each
 *   question, in their order; %NULL only with G_IO_ERROR_CANCELLED
 */
GPtrArray *exm_try_ask_all_finish (ExmDataset   *dataset,
                                   GAsyncResult *result,
                                   GError      **error);
GPtrArray *exm_try_ask_all_sync (ExmDataset     *dataset,
                                 ExmGoogle      *google,
                                 ExmCatalogue   *catalogue,
                                 GPtrArray      *questions,
                                 ExmTryPieceFunc func,
                                 gpointer        func_data,
                                 GCancellable   *cancellable,
                                 GError        **error);

#define EXM_TRY_MAX_AT_ONCE 4

/**
 * exm_try_request_new:
 * @submission: one that succeeded: its frozen system instruction and input
 *   template are applied, as in training
 * @checkpoint: (nullable): id of one of its checkpoints
 * @text: a post
 * @temperature: negative = not sent
 *
 * Returns: (transfer full)
 */
ExmGenerateRequest *exm_try_request_new (const ExmSubmission *submission,
                                         const char          *checkpoint,
                                         const char          *text,
                                         double               temperature);

/**
 * exm_try_ask_async:
 * @dataset: where the try is kept
 *
 * Asks and, if there was an answer, stores the try. Works off the main thread.
 */
void    exm_try_ask_async (ExmDataset         *dataset,
                           ExmGoogle          *google,
                           ExmSubmission      *submission,
                           const char         *checkpoint,
                           const char         *text,
                           double              temperature,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data);
ExmTry *exm_try_ask_finish (ExmDataset   *dataset,
                            GAsyncResult *result,
                            GError      **error);
ExmTry *exm_try_ask_sync (ExmDataset    *dataset,
                          ExmGoogle     *google,
                          ExmSubmission *submission,
                          const char    *checkpoint,
                          const char    *text,
                          double         temperature,
                          GCancellable  *cancellable,
                          GError       **error);

/**
 * exm_try_list_async:
 *
 * Returns at finish: (transfer container) (element-type ExmTry): newest first.
 */
void       exm_try_list_async (ExmDataset         *dataset,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data);
GPtrArray *exm_try_list_finish (ExmDataset   *dataset,
                                GAsyncResult *result,
                                GError      **error);
GPtrArray *exm_try_list_sync (ExmDataset *dataset,
                              GError    **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmTry, exm_try_free)

G_END_DECLS
