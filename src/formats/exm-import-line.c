/* exm-import-line.c - one line of the quarantine, read again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-import-private.h"

static char *
dup_text (const char *text,
          gsize       len)
{
  return text != NULL ? g_strndup (text, len) : NULL;
}

static ExmExample *
example_of_row (const ExmImportRow *row)
{
  ExmExample *example = exm_example_new ();

  g_free (example->input);
  example->input = dup_text (row->input, row->input_length);
  example->output = dup_text (row->output, row->output_length);
  example->mark = row->mark;
  example->input_verbatim = row->input_verbatim;
  example->output_verbatim = row->output_verbatim;
  example->has_system = row->has_system;
  example->system = dup_text (row->system, row->system_length);
  example->note = dup_text (row->note, row->note_length);
  example->dialect = row->dialect;
  example->author = dup_text (row->author, row->author_length);
  example->thread = dup_text (row->thread, row->thread_length);
  example->url = dup_text (row->url, row->url_length);
  example->time = row->time;
  if (row->raw != NULL)
    example->raw = g_bytes_new (row->raw, row->raw_length);
  if (row->n_turns > 0 && example->turns == NULL)
    example->turns = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_turn_free);
  for (gsize i = 0; i < row->n_turns; i++)
    g_ptr_array_add (example->turns, exm_turn_new (row->turns[i].role, row->turns[i].text));
  return example;
}

ExmExample *
exm_import_line (GBytes        *bytes,
                 const ExmTask *task,
                 gboolean       as_labels,
                 char         **label_name,
                 ExmReason     *reason,
                 char         **message)
{
  g_autoptr (ExmSource) source = exm_source_new_bytes (bytes, "");
  g_autoptr (ExmSniff) sniff = exm_sniff_sync (source, NULL, NULL);
  ExmRecordFault fault = { EXM_REASON_EMPTY_TEXT, FALSE, { 0 } };
  ExmExample    *example = NULL;
  ExmRowMaker    maker;
  ExmReader      reader;
  ExmJsonText    label;
  ExmImportRow   row;
  ExmItem        item;

  *label_name = NULL;
  if (sniff != NULL)
    sniff->has_header = FALSE;
  if (sniff != NULL && _exm_reader_open (&reader, source, sniff, NULL))
    {
      /* Alone, without its header, nobody knows what its other columns are. */
      g_clear_pointer (&reader.columns, g_ptr_array_unref);
      _exm_row_maker_init (&maker, task, as_labels);
      if (_exm_reader_next (&reader, &item, NULL, NULL) == EXM_READ_ITEM)
        {
          fault = item.fault;
          if (!item.is_bad && _exm_row_maker_make (&maker, &item, &row, &label, &fault.reason))
            {
              example = example_of_row (&row);
              if (label.len > 0)
                *label_name = exm_json_text_dup (&label);
            }
        }
      _exm_row_maker_clear (&maker);
      _exm_reader_close (&reader);
    }

  if (example == NULL && reason != NULL)
    *reason = fault.reason;
  if (message != NULL)
    *message = example == NULL ? _exm_record_fault_message (&fault) : NULL;
  return example;
}
