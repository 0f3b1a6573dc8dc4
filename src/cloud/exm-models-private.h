/* exm-models-private.h - requests and answers of models, within the room
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "exm-models.h"

G_BEGIN_DECLS

char *_exm_generate_request_to_json (const ExmGenerateRequest *self,
                                     gboolean                  with_config);

/* An answer is put together of one chunk or, streamed, of several. */
ExmGenerateAnswer *_exm_generate_answer_new (void);

/* @piece: (out) (optional) (transfer full): the text that @chunk adds. */
void _exm_generate_answer_add (ExmGenerateAnswer *self,
                               JsonObject        *chunk,
                               char             **piece);

/* Sets the problem, once all chunks are there. */
void _exm_generate_answer_end (ExmGenerateAnswer *self);

G_END_DECLS
