/* exm-try.h - asking a tuned model the way it was trained, and what it said
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

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
 * @text: the post as typed, without template
 * @answer: the answer as it came
 * @value: the answer without the output template: a label or free text
 * @value_start: byte offset of @value in @answer; @value_length: its bytes; the
 *   whole answer when the template does not fit
 * @problem: (nullable): sentence when the answer was blocked, cut or empty
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
  char    *text;
  char    *answer;
  char    *value;
  gsize    value_start;
  gsize    value_length;
  char    *problem;
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
