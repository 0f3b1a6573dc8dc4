/* exm-table-column.h - the columns that the table of examples can show
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-query.h"

G_BEGIN_DECLS

typedef enum
{
  EXM_TABLE_COLUMN_NUMBER,
  EXM_TABLE_COLUMN_POST,
  EXM_TABLE_COLUMN_LABEL,
  EXM_TABLE_COLUMN_STATUS,
  EXM_TABLE_COLUMN_NOTE,
  EXM_TABLE_COLUMN_SPLIT,
  EXM_TABLE_COLUMN_LENGTH,
  EXM_TABLE_COLUMN_SOURCE,
  EXM_TABLE_COLUMN_AUTHOR,
  EXM_TABLE_COLUMN_DATE,
  EXM_TABLE_COLUMN_COPIES,
  EXM_N_TABLE_COLUMNS
} ExmTableColumn;

/**
 * ExmTableColumnInfo:
 * @id: stable name, as in the settings
 * @title: not yet translated: see exm_table_column_get_title()
 * @width: pixels at the usual text size
 * @sort: what a click on its header sorts by; ignored without @sortable
 * @numeric: right-aligned, digits of one width
 */
typedef struct
{
  const char *id;
  const char *title;
  int         width;
  ExmSort     sort;
  guint       sortable : 1;
  guint       expand : 1;
  guint       numeric : 1;
} ExmTableColumnInfo;

const ExmTableColumnInfo *exm_table_column_get_info (ExmTableColumn column);

/**
 * exm_table_column_get_title: Returns: (transfer none): its translated title
 */
const char *exm_table_column_get_title (ExmTableColumn column);

/**
 * exm_table_column_from_id:
 *
 * Returns: %EXM_N_TABLE_COLUMNS for a name that is none
 */
ExmTableColumn exm_table_column_from_id (const char *id);

G_END_DECLS
