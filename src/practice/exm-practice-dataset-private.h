/* exm-practice-dataset-private.h - a JSONL tuning file as inputs and outputs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Tokens of one example, input and output together. */
#define EXM_PRACTICE_MAX_TOKENS 131072

/* Images of one example. */
#define EXM_PRACTICE_MAX_IMAGES 30

typedef struct
{
  GPtrArray *inputs;        /* texts */
  GPtrArray *outputs;       /* texts */
  GArray    *input_tokens;  /* guint, one an example, system instruction included */
  GArray    *output_tokens; /* guint */
  GArray    *turns;         /* guint, messages of the example */
  GArray    *dropped;       /* guint, 1-based numbers of examples left out */
  GPtrArray *reasons;       /* texts: why, in the same order */
  guint64    characters;
  guint64    bytes; /* of the file */
} ExmPracticeDataset;

/* Reads a file and adds it. On a line that is no example FALSE, with the reason
 * as the service would word it. Any thread. */
gboolean            _exm_practice_dataset_read (ExmPracticeDataset *self, const char *path, char **reason);
ExmPracticeDataset *_exm_practice_dataset_new (void);
void                _exm_practice_dataset_free (ExmPracticeDataset *self);

/* supervisedTuningDataStats of a job's training file. (transfer full) */
JsonObject *_exm_practice_dataset_stats (const ExmPracticeDataset *self, guint n_steps);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmPracticeDataset, _exm_practice_dataset_free)

G_END_DECLS
