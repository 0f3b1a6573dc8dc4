/* exm-import-sink.h - where a reader puts what it read: one transaction into a dataset
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "exm-example.h"
#include "exm-task.h"

G_BEGIN_DECLS

/**
 * ExmImportSink:
 *
 * Takes examples at the speed of the disk: borrowed strings, no allocation a row.
 * Lives only inside an #ExmImportFunc, on the thread that runs it.
 */
typedef struct _ExmImportSink ExmImportSink;

/**
 * ExmImportRow:
 *
 * As #ExmExample, with borrowed bytes. All text must be valid UTF-8 without NUL.
 * @output, @system, @note, @raw: NULL = none
 * @turns: (nullable) (array length=n_turns): earlier turns
 * @author, @thread, @url: where the post comes from, NULL = not known; see #ExmExample
 * @time: seconds since 1970 UTC, 0 = not known
 * @is_measured: exm_import_rows_measure() was called; the other @input_… fields are its own
 */
typedef struct
{
  const char    *input;
  gsize          input_length;
  const char    *output;
  gsize          output_length;
  ExmLabelId     label;
  ExmMark        mark;
  guint          input_verbatim : 1;
  guint          output_verbatim : 1;
  guint          has_system : 1;
  const char    *system;
  gsize          system_length;
  const char    *note;
  gsize          note_length;
  const ExmTurn *turns;
  gsize          n_turns;
  const char    *raw;
  gsize          raw_length;
  guint          dialect;
  const char    *author;
  gsize          author_length;
  const char    *thread;
  gsize          thread_length;
  const char    *url;
  gsize          url_length;
  gint64         time;
  guint          is_measured : 1;
  guint          input_is_blank : 1;
  guint32        input_chars;
  guint64        input_hash;
} ExmImportRow;

/**
 * ExmQuarantineLine:
 * @line: 1-based line (for CSV: the line where the record begins)
 * @reason: a stable code of the formats room ("broken-json")
 * @message: translated sentence for people
 * @bytes: as they stand in the file, perhaps cut
 * @truncated: the line was longer than what is kept
 */
typedef struct
{
  guint64     line;
  const char *reason;
  const char *message;
  const char *bytes;
  gsize       n_bytes;
  gboolean    truncated;
} ExmQuarantineLine;

/**
 * exm_import_sink_label:
 *
 * The id of the label of that name; made when there is none. O(1).
 * Returns 0 when the dataset has had %EXM_LABEL_MAX labels: keep the text as output then.
 */
ExmLabelId exm_import_sink_label (ExmImportSink *self,
                                  const char    *name,
                                  gsize          length);

/**
 * exm_import_rows_measure:
 * @rows: (array length=n)
 *
 * Works out what the dataset keeps about the rows' inputs (their lengths, their folded
 * hashes): a third of what exm_import_sink_add_rows() costs, which otherwise does it
 * itself. May be called on any thread, before. Where an input stands may change
 * afterwards, not what it says.
 */
void exm_import_rows_measure (ExmImportRow *const *rows,
                              gsize                n);

/**
 * exm_import_sink_add_rows:
 * @rows: (array length=n)
 *
 * Adds them at the end, in this order. Many at once (some hundreds) cost half of what
 * they cost one by one.
 */
gboolean exm_import_sink_add_rows (ExmImportSink      *self,
                                   const ExmImportRow *rows,
                                   gsize               n,
                                   GError            **error);

/** exm_import_sink_add: as exm_import_sink_add_rows() with one row. */
gboolean exm_import_sink_add (ExmImportSink      *self,
                              const ExmImportRow *row,
                              GError            **error);

gboolean exm_import_sink_quarantine (ExmImportSink           *self,
                                     const ExmQuarantineLine *line,
                                     GError                 **error);

/**
 * exm_import_sink_get_task: the task as it stands (a new dataset: empty with bare templates).
 */
const ExmTask *exm_import_sink_get_task (ExmImportSink *self);

/**
 * exm_import_sink_set_task: part of the same transaction and of its undo. What is %NULL
 * in @task stays as it is.
 */
gboolean exm_import_sink_set_task (ExmImportSink *self,
                                   const ExmTask *task,
                                   GError       **error);

/**
 * exm_import_sink_has_rows: the dataset held examples before this import.
 */
gboolean exm_import_sink_has_rows (ExmImportSink *self);

/**
 * ExmImportFunc:
 * @sink: valid only during the call
 * @cancellable: (nullable)
 *
 * Runs on a worker thread. Returns %FALSE with @error set to undo it all.
 */
typedef gboolean (*ExmImportFunc) (ExmImportSink *sink,
                                   gpointer       user_data,
                                   GCancellable  *cancellable,
                                   GError       **error);

G_END_DECLS
