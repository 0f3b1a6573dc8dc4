/* exm-history-walk-private.h - the change log from its newest step back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-store-private.h"

G_BEGIN_DECLS

/**
 * ExmColumnEntry: an entry of kind EXM_ENTRY_COLUMN taken apart; borrows the bytes.
 */
typedef struct
{
  ExmColumn     column;
  guint32       chunk;
  guint         n;
  const guint8 *index; /* n × u16, or a bitmap when n > 64 */
  const guint8 *old;
  const guint8 *now;
  guint         size;
  gboolean      old_constant;
  gboolean      now_constant;
} ExmColumnEntry;

/* Returns: %FALSE when the bytes are no such entry. */
gboolean _exm_column_entry_read (ExmColumnEntry *self,
                                 ExmReader      *reader);

/* @at: (out): number of the row among the entry's; %FALSE = not in it. */
gboolean _exm_column_entry_find (const ExmColumnEntry *self,
                                 guint                 index,
                                 guint                *at);

/* Of columns of up to 4 bytes. */
guint32 _exm_column_entry_value (const ExmColumnEntry *self,
                                 guint                 at,
                                 gboolean              now);

/**
 * ExmPastStep: a step as the log has it; borrowed, valid during the call.
 */
typedef struct
{
  gint64      seq;
  guint       kind;
  guint       n;
  const char *a;
  const char *b;
  gint64      time;
  const char *who; /* nullable */
} ExmPastStep;

/* Entries of a step come from its last to its first. */
typedef void (*ExmEntryFunc) (const ExmPastStep *step,
                              ExmEntryKind       kind,
                              ExmReader         *reader,
                              gpointer           user_data);

/* After the entries of a step. Returns: %FALSE = that is enough. */
typedef gboolean (*ExmPastStepFunc) (const ExmPastStep *step,
                                     gpointer           user_data);

/* Walks over all steps that hold, newest first, in the transaction that @db is in. */
gboolean _exm_history_walk (sqlite3        *db,
                            ExmEntryFunc    entry_func,
                            ExmPastStepFunc step_func,
                            gpointer        user_data,
                            GCancellable   *cancellable,
                            GError        **error);

G_END_DECLS
