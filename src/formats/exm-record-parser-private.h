/* exm-record-parser-private.h - the parts of the line parser
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "exm-record-private.h"

G_BEGIN_DECLS

/* Scalar members of a line, for dialects without turns. */
typedef enum
{
  EXM_PAIR_INPUT_TEXT,
  EXM_PAIR_OUTPUT_TEXT,
  EXM_PAIR_PROMPT,
  EXM_PAIR_COMPLETION,
  EXM_PAIR_RESPONSE,
  EXM_PAIR_INSTRUCTION,
  EXM_PAIR_INPUT,
  EXM_PAIR_OUTPUT,
  EXM_PAIR_SYSTEM,
  EXM_PAIR_TEXT,
  EXM_PAIR_LABEL,
  EXM_N_PAIRS,
} ExmPair;

struct _ExmRecordParser
{
  ExmJsonScan *scan;
  ExmRecord    record;
  GPtrArray   *owned; /* texts that were put together from parts */

  ExmDialect hint;
  char      *text_key;
  char      *label_key;

  /* of the present line */
  gboolean    failed;
  ExmReason   reason;
  gboolean    saw_contents;
  gboolean    saw_messages;
  gboolean    saw_conversations;
  gboolean    saw_model;     /* role "model" */
  gboolean    saw_assistant; /* role "assistant" */
  ExmJsonText pairs[EXM_N_PAIRS];
  guint       has_pairs; /* bits */
  guint       unlike;    /* bits: the member is no scalar */
  int         text_rank;
  int         label_rank;
};

/* Sets the reason if there is none yet; FALSE always. */
gboolean _exm_record_fail (ExmRecordParser *self,
                           ExmReason        reason);

/* A turn's text put together from two. */
void _exm_record_join (ExmRecordParser   *self,
                       ExmJsonText       *text,
                       const ExmJsonText *more);

/* Where the next value begins. */
gsize _exm_record_here (ExmRecordParser *self);

/* Each takes the value that the cursor stands on. */
gboolean _exm_record_take_contents (ExmRecordParser *self);
gboolean _exm_record_take_instruction (ExmRecordParser *self,
                                       gsize            key_at);
gboolean _exm_record_take_messages (ExmRecordParser *self,
                                    const char      *role_key,
                                    const char      *text_key);
gboolean _exm_record_take_pair (ExmRecordParser   *self,
                                const ExmJsonText *key,
                                gboolean          *taken);

/* Makes turns of the pairs. */
gboolean _exm_record_finish_pairs (ExmRecordParser *self);

G_END_DECLS
