/* exm-table-write-private.h - examples as records of a table
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "exm-example.h"
#include "exm-extras-private.h"

G_BEGIN_DECLS

/* Columns beside text and label. */
typedef struct
{
  gboolean  has_system;
  gboolean  has_note;
  gboolean  has_origin; /* author, thread, date, url */
  ExmExtras extras;
} ExmTableColumns;

void _exm_table_columns_init (ExmTableColumns *self);
void _exm_table_columns_clear (ExmTableColumns *self);

/* Call for each example, then once for all: the columns that they need. */
void _exm_table_columns_look (ExmTableColumns  *self,
                              const ExmExample *example);
void _exm_table_columns_settle (ExmTableColumns *self);

void _exm_table_append_header (GString               *out,
                               const ExmTableColumns *columns);
void _exm_table_append_example (GString          *out,
                                ExmTableColumns  *columns,
                                const ExmExample *example,
                                const char       *label_name);

/* One cell: guarded against being run as a formula, quoted where needed. */
void _exm_table_append_cell (GString    *out,
                             const char *text,
                             gsize       len);

G_END_DECLS
