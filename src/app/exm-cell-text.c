/* exm-cell-text.c - what the cells of the table say
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-cell-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

/* More would be laid out and then not be seen. */
#define SHOWN_BYTES 600

/* In order of what the user should mend first. */
static const struct
{
  ExmProblem  problem;
  const char *text;
} row_problems[] = {
  { EXM_PROBLEM_EMPTY, N_ ("Empty") },
    { EXM_PROBLEM_CONFLICT, N_ ("Conflict") },
      { EXM_PROBLEM_TOO_LONG, N_ ("Too long") },
        { EXM_PROBLEM_DUPLICATE, N_ ("Copy") },
          { EXM_PROBLEM_OTHER_SYSTEM, N_ ("Other task") },
        };

/* The gravest problem that the state itself does not tell, or NULL. */
const char *
_exm_cell_problem_text (ExmRow *row)
{
  guint problems = exm_row_get_problems (row);

  for (guint i = 0; i < G_N_ELEMENTS (row_problems); i++)
    if (problems & (1u << row_problems[i].problem))
      return _ (row_problems[i].text);
  return NULL;
}

static const char *
exm_cell_split_text (ExmSplit split)
{
  switch (split)
    {
    case EXM_SPLIT_TRAINING:
      return C_ ("split", "Training");
    case EXM_SPLIT_VALIDATION:
      return C_ ("split", "Validation");
    case EXM_SPLIT_NONE:
    default:
      return "";
    }
}

/* One line, cut where no cell is wide enough to show more. */
static char *
exm_cell_one_line (const char *text)
{
  if (text == NULL)
    return g_strdup ("");

  gsize length = strnlen (text, SHOWN_BYTES + 1);

  if (length <= SHOWN_BYTES && strpbrk (text, "\n\r\t") == NULL)
    return g_strdup (text);
  if (length > SHOWN_BYTES)
    length = g_utf8_find_prev_char (text, text + SHOWN_BYTES) - text;

  char *line = g_strndup (text, length);

  g_strdelimit (line, "\n\r\t", ' ');
  return line;
}

static char *
exm_cell_dup_date (gint64 seconds)
{
  g_autoptr(GDateTime) time = seconds != 0 ? g_date_time_new_from_unix_local (seconds) : NULL;

  /* Translators: when a post was written, in a table cell; see g_date_time_format() */
  return time != NULL ? g_date_time_format (time, _ ("%Y-%m-%d %H:%M")) : g_strdup ("");
}

char *
exm_cell_dup_text (ExmDataset    *dataset,
                   ExmRow        *row,
                   ExmTableColumn column)
{
  ExmLabel *label;

  switch (column)
    {
    case EXM_TABLE_COLUMN_NUMBER:
      return g_strdup_printf ("%'u", exm_row_get_number (row));
    case EXM_TABLE_COLUMN_POST:
      return exm_cell_one_line (exm_row_get_input (row));
    case EXM_TABLE_COLUMN_LABEL:
      label = exm_row_get_label (row) != 0 ? exm_dataset_get_label (dataset, exm_row_get_label (row)) : NULL;
      return exm_cell_one_line (label != NULL ? exm_label_get_name (label) : exm_row_get_output (row));
    case EXM_TABLE_COLUMN_STATUS:
      if (!exm_row_is_loaded (row))
        return g_strdup ("");
      if (exm_row_get_state (row) == EXM_STATE_DONE && _exm_cell_problem_text (row) != NULL)
        return g_strdup (_exm_cell_problem_text (row));
      return g_strdup (exm_state_to_string (exm_row_get_state (row)));
    case EXM_TABLE_COLUMN_NOTE:
      return exm_cell_one_line (exm_row_get_note (row));
    case EXM_TABLE_COLUMN_SPLIT:
      return g_strdup (exm_cell_split_text (exm_row_get_split (row)));
    case EXM_TABLE_COLUMN_LENGTH:
      return exm_row_is_loaded (row) ? g_strdup_printf ("%'u", exm_row_get_length (row)) : g_strdup ("");
    case EXM_TABLE_COLUMN_SOURCE:
      return exm_cell_one_line (exm_row_get_source (row));
    case EXM_TABLE_COLUMN_AUTHOR:
      return exm_cell_one_line (exm_row_get_author (row));
    case EXM_TABLE_COLUMN_DATE:
      return exm_cell_dup_date (exm_row_get_time (row));
    case EXM_TABLE_COLUMN_COPIES:
      return exm_row_get_copies (row) > 0 ? g_strdup_printf ("%'u", exm_row_get_copies (row)) : g_strdup ("");
    case EXM_N_TABLE_COLUMNS:
    default:
      g_return_val_if_reached (g_strdup (""));
    }
}
