/* exm-journal-private.h - what a step changed, old and new
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The journal of a step is a run of entries, each: u8 kind, u32 length, bytes.
 * Numbers are little endian. docs/file-format.md tells what stands in each.
 * Kinds are stored in the file: never renumber.
 */
typedef enum
{
  EXM_ENTRY_COLUMN = 1,
  EXM_ENTRY_RANGE,
  EXM_ENTRY_TEXT,
  EXM_ENTRY_MOVED,
  EXM_ENTRY_LABEL,
  EXM_ENTRY_TASK,
  EXM_ENTRY_QUARANTINE_GONE,
  EXM_ENTRY_QUARANTINE_BYTES,
} ExmEntryKind;

/* Parts are cut at this size and written; a small step has one and keeps it in
 * its history row. */
#define EXM_JOURNAL_PART (256 * 1024)

typedef struct
{
  GByteArray *bytes; /* the part under way */
  GPtrArray  *full;  /* of GByteArray: parts that are full */
  gsize       open;  /* where the entry under way has its length */
} ExmJournal;

void _exm_journal_init (ExmJournal *self);
void _exm_journal_clear (ExmJournal *self);
void _exm_journal_reset (ExmJournal *self);
void _exm_journal_open (ExmJournal  *self,
                        ExmEntryKind kind);
void _exm_journal_close (ExmJournal *self);
void _exm_journal_u8 (ExmJournal *self,
                      guint8      value);
void _exm_journal_u16 (ExmJournal *self,
                       guint16     value);
void _exm_journal_u32 (ExmJournal *self,
                       guint32     value);
void _exm_journal_i64 (ExmJournal *self,
                       gint64      value);
void _exm_journal_raw (ExmJournal   *self,
                       gconstpointer data,
                       gsize         length);

/* Bytes that may be absent; told apart from empty ones. */
void _exm_journal_bytes (ExmJournal *self,
                         GBytes     *bytes);
void _exm_journal_text (ExmJournal *self,
                        const char *text);

/* Reads with bounds: past the end it gives zeros and sets `bad`. */
typedef struct
{
  const guint8 *at;
  const guint8 *end;
  gboolean      bad;
} ExmReader;

guint8        _exm_reader_u8 (ExmReader *self);
guint16       _exm_reader_u16 (ExmReader *self);
guint32       _exm_reader_u32 (ExmReader *self);
gint64        _exm_reader_i64 (ExmReader *self);
const guint8 *_exm_reader_raw (ExmReader *self,
                               gsize      length);
GBytes       *_exm_reader_bytes (ExmReader *self);
char         *_exm_reader_text (ExmReader *self);

G_END_DECLS
