/* exm-import-private.h - the parts of an import
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "exm-detect-private.h"
#include "exm-import.h"
#include "exm-reader-private.h"
#include "exm-template-private.h"

G_BEGIN_DECLS

/* How the items of a reader become rows of a dataset with this task. */
typedef struct
{
  const ExmTask *task;
  ExmAffixes     input;
  ExmAffixes     output;
  ExmJsonText    system;
  gboolean       as_labels;
  GArray        *turns; /* ExmTurn with borrowed texts */
  GString       *texts; /* of these, each terminated */
} ExmRowMaker;

void _exm_row_maker_init (ExmRowMaker   *self,
                          const ExmTask *task,
                          gboolean       as_labels);
void _exm_row_maker_clear (ExmRowMaker *self);

/* Fills @row, borrowed until the next call. @label: (out): the label's name, empty
 * when the row has none; row->label is for the caller to set (or row->output, when
 * there is no room for more labels). FALSE: @reason says why it is bad after all. */
gboolean _exm_row_maker_make (ExmRowMaker   *self,
                              const ExmItem *item,
                              ExmImportRow  *row,
                              ExmJsonText   *label,
                              ExmReason     *reason);

/* The sentences of a report. */
void _exm_import_report_note (ExmImportReport *report);

G_END_DECLS
