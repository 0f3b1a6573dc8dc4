/* exm-practice-model-private.h - the model and the endpoints of a job
 *
 * Members of documents that begin with '_' are the service's own.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-practice-private.h"

G_BEGIN_DECLS

/* A model has versions: the first is the document ID, a later one ID.N. @id may
 * end in "@N"; without, or with "@default", it is the lowest that is there.
 * @key: (out) (optional) (transfer full): where it is stored. */
JsonObject *_exm_practice_model_find (ExmPracticeState *state, const char *id, char **key);
/* All versions of a model, lowest first. (transfer container) */
GPtrArray *_exm_practice_model_versions (ExmPracticeState *state, const char *id);
void       _exm_practice_model_save (ExmPracticeState *state, JsonObject *model);

/* Deploys the epoch's model to an endpoint of its own; nothing when it is there
 * already. Changes tunedModel of the job, which the caller saves. */
void _exm_practice_model_add_checkpoint (ExmPracticeState *state,
                                         JsonObject       *job,
                                         const char       *job_id,
                                         guint             epoch,
                                         guint             step);
/* The last checkpoint becomes the default one. */
void _exm_practice_model_finish (ExmPracticeState *state, JsonObject *job);
/* Takes model and endpoints away. */
void _exm_practice_model_remove (ExmPracticeState *state, JsonObject *job);

/* The document without the service's own members. (transfer full) */
JsonObject *_exm_practice_document_show (ExmPracticeCall *call, JsonObject *document);

G_END_DECLS
