/* exm-export.h - from a dataset to files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "exm-dataset.h"
#include "exm-format.h"

G_BEGIN_DECLS

/**
 * ExmExportFlags:
 * @EXM_EXPORT_REPLACE: an existing file is replaced (at once, when all is written); else it is an error
 * @EXM_EXPORT_UNLABELLED: JSONL: examples without an output are written too
 * @EXM_EXPORT_SKIPPED: examples that the user set aside are written too
 *
 * CSV always has the unlabelled examples.
 */
typedef enum
{
  EXM_EXPORT_DEFAULT = 0,
  EXM_EXPORT_REPLACE = 1 << 0,
  EXM_EXPORT_UNLABELLED = 1 << 1,
  EXM_EXPORT_SKIPPED = 1 << 2,
} ExmExportFlags;

/**
 * ExmExportReport:
 * @n_written: examples in the file (of a split: in the training file)
 * @n_validation: of a split: examples in the validation file
 * @n_unlabelled: left out: no output
 * @n_skipped: left out: set aside by the user
 * @n_empty: left out: empty post
 * @n_cannot: left out: has parts that the dialect cannot say
 * @bytes: of the file (the training file)
 * @validation_bytes: of the validation file
 */
typedef struct
{
  guint64 n_written;
  guint64 n_validation;
  guint64 n_unlabelled;
  guint64 n_skipped;
  guint64 n_empty;
  guint64 n_cannot;
  guint64 bytes;
  guint64 validation_bytes;
} ExmExportReport;

/**
 * exm_export_sync:
 * @dialect: one with exm_dialect_can_write()
 * @query: (nullable): which examples, in which order; %NULL = all
 * @progress: (nullable)
 * @report: (out caller-allocates) (optional)
 *
 * Writes a temporary file beside @file, syncs it, renames it and syncs the folder:
 * @file is there whole or as it was. Errors of %EXM_FORMAT_ERROR (EXISTS, IO),
 * %EXM_DATA_ERROR, %G_IO_ERROR_CANCELLED.
 *
 * CSV: columns text and label, and system and note when an example has one. A cell
 * that a spreadsheet would run as a formula gets an apostrophe before it, which the
 * import takes away again.
 */
gboolean exm_export_sync (ExmDataset      *dataset,
                          GFile           *file,
                          ExmDialect       dialect,
                          const ExmQuery  *query,
                          ExmExportFlags   flags,
                          ExmProgressFunc  progress,
                          gpointer         progress_data,
                          ExmExportReport *report,
                          GCancellable    *cancellable,
                          GError         **error);
void     exm_export_async (ExmDataset         *dataset,
                           GFile              *file,
                           ExmDialect          dialect,
                           const ExmQuery     *query,
                           ExmExportFlags      flags,
                           ExmProgressFunc     progress,
                           gpointer            progress_data,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data);
gboolean exm_export_finish (ExmDataset      *dataset,
                            GAsyncResult    *result,
                            ExmExportReport *report,
                            GError         **error);

/**
 * ExmSplitFunc:
 * @id: the example
 * @n_bytes: of its line, with the line break
 *
 * Returns: where it goes; %EXM_SPLIT_NONE leaves it out
 */
typedef ExmSplit (*ExmSplitFunc) (ExmRowId id,
                                  gsize    n_bytes,
                                  gpointer user_data);

/**
 * exm_export_split_sync:
 * @training: gets the training lines (Gemini contents); replaced
 * @validation: (nullable): gets the validation lines; replaced. Made also when it stays empty
 * @split: (nullable): where each example goes; %NULL = all to training
 * @training_ids: (out) (optional) (transfer full) (element-type ExmRowId): line i
 *   (0-based) of the training file is the example at i
 * @validation_ids: (out) (optional) (transfer full) (element-type ExmRowId)
 *
 * The files of a submission, of one snapshot: only examples that are ready (a post,
 * an output, not set aside). Same care for the disk as exm_export_sync().
 */
gboolean exm_export_split_sync (ExmDataset      *dataset,
                                GFile           *training,
                                GFile           *validation,
                                ExmSplitFunc     split,
                                gpointer         split_data,
                                GArray         **training_ids,
                                GArray         **validation_ids,
                                ExmExportReport *report,
                                GCancellable    *cancellable,
                                GError         **error);

G_END_DECLS
