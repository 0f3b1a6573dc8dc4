/* exm-table-write-private.h - examples as records of a table
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "exm-example.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean has_system; /* columns beside text and label */
  gboolean has_note;
} ExmTableColumns;

void _exm_table_append_header (GString               *out,
                               const ExmTableColumns *columns);
void _exm_table_append_example (GString               *out,
                                const ExmTableColumns *columns,
                                const ExmExample      *example,
                                const char            *label_name);

/* One cell: guarded against being run as a formula, quoted where needed. */
void _exm_table_append_cell (GString    *out,
                             const char *text);

G_END_DECLS
