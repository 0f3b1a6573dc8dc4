/* exm-import-row.c - from what was read to a row of the dataset
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-import-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

void
_exm_row_maker_init (ExmRowMaker   *self,
                     const ExmTask *task,
                     gboolean       as_labels)
{
  self->task = task;
  self->input = _exm_affixes_of (task->input_template, EXM_INPUT_SLOT);
  self->output = _exm_affixes_of (task->output_template, EXM_OUTPUT_SLOT);
  self->system = (ExmJsonText){ task->system_instruction, strlen (task->system_instruction) };
  self->as_labels = as_labels;
  self->turns = g_array_new (FALSE, FALSE, sizeof (ExmTurn));
  self->texts = g_string_new (NULL);
}

void
_exm_row_maker_clear (ExmRowMaker *self)
{
  g_clear_pointer (&self->turns, g_array_unref);
  g_string_free (self->texts, TRUE);
  self->texts = NULL;
}

/* All turns but the last question and the answer. */
static void
add_turns (ExmRowMaker     *self,
           const ExmRecord *record,
           ExmImportRow    *row)
{
  const ExmRecordTurn *turns = (const ExmRecordTurn *)(gconstpointer)record->turns->data;
  gsize                size = 0;
  char                *to;

  if (record->turns->len <= (record->output >= 0 ? 2u : 1u))
    return;
  for (guint i = 0; i < record->turns->len; i++)
    size += turns[i].text.len + 1;
  g_string_set_size (self->texts, size); /* once, so that the texts stay put */
  g_array_set_size (self->turns, 0);
  to = self->texts->str;
  for (guint i = 0; i < record->turns->len; i++)
    {
      ExmTurn turn = { turns[i].role, to };

      if ((int)i == record->input || (int)i == record->output)
        continue;
      memcpy (to, turns[i].text.data, turns[i].text.len);
      to += turns[i].text.len;
      *to++ = '\0';
      g_array_append_val (self->turns, turn);
    }
  row->turns = (const ExmTurn *)(gconstpointer)self->turns->data;
  row->n_turns = self->turns->len;
}

static void
set_system (ExmRowMaker   *self,
            const ExmItem *item,
            ExmImportRow  *row)
{
  if (item->has_system)
    {
      row->has_system = item->system.len != self->system.len ||
                        memcmp (item->system.data, self->system.data, self->system.len) != 0;
      if (row->has_system)
        {
          row->system = item->system.data;
          row->system_length = item->system.len;
        }
    }
  else
    {
      /* Bare posts follow the task; turns without an instruction have none. */
      row->has_system = !item->is_bare && self->system.len > 0;
    }
}

static void
set_output (ExmRowMaker   *self,
            const ExmItem *item,
            ExmImportRow  *row,
            ExmJsonText   *label)
{
  ExmJsonText output = item->output;
  gboolean    follows = item->is_bare || _exm_affixes_strip (&self->output, &output);

  if (!follows || output.len == 0)
    {
      output = item->output;
      row->output_verbatim = !_exm_affixes_are_bare (&self->output);
    }
  else if (self->as_labels && _exm_looks_like_label (output.data, output.len))
    {
      *label = output;
      return;
    }
  row->output = output.data;
  row->output_length = output.len;
}

static void
set_origin (const ExmItem *item,
            ExmImportRow  *row)
{
  row->author = item->author.len > 0 ? item->author.data : NULL;
  row->author_length = item->author.len;
  row->thread = item->thread.len > 0 ? item->thread.data : NULL;
  row->thread_length = item->thread.len;
  row->url = item->url.len > 0 ? item->url.data : NULL;
  row->url_length = item->url.len;
  row->time = item->time;
}

gboolean
_exm_row_maker_make (ExmRowMaker   *self,
                     const ExmItem *item,
                     ExmImportRow  *row,
                     ExmJsonText   *label,
                     ExmReason     *reason)
{
  ExmJsonText      input = item->input;
  const ExmRecord *record = item->record;

  memset (row, 0, sizeof *row);
  *label = (ExmJsonText){ "", 0 };
  if (!item->is_bare && !_exm_affixes_strip (&self->input, &input))
    row->input_verbatim = TRUE;
  if (_exm_text_is_blank (input.data, input.len))
    {
      *reason = EXM_REASON_EMPTY_TEXT;
      return FALSE;
    }
  row->input = input.data;
  row->input_length = input.len;
  set_system (self, item, row);
  if (item->has_output)
    set_output (self, item, row, label);
  if (item->note.len > 0)
    {
      row->note = item->note.data;
      row->note_length = item->note.len;
    }
  set_origin (item, row);
  if (record == NULL)
    {
      if (item->extras.len > 0)
        {
          row->raw = item->extras.data;
          row->raw_length = item->extras.len;
          row->dialect = EXM_DIALECT_CSV;
        }
      return TRUE;
    }

  add_turns (self, record, row);
  /* Only a dialect that we write can give its line back. */
  if (record->odd && exm_dialect_can_write (record->dialect))
    {
      row->raw = item->bytes;
      row->raw_length = item->n_bytes;
      row->dialect = record->dialect;
    }
  return TRUE;
}

static void note_left_out (ExmImportReport *report);

static void
note (ExmImportReport *report,
      char            *sentence)
{
  g_ptr_array_add (report->notes, sentence);
}

void
_exm_import_report_note (ExmImportReport *report)
{
  gulong n = (gulong)report->n_other_system;

  if (n > 0)
    note (report, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%lu example carries a different system instruction", "%lu examples carry a different system instruction", n), n));
  n = (gulong)report->n_other_input;
  if (n > 0)
    note (report, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%lu post does not follow the input template and is kept as it is", "%lu posts do not follow the input template and are kept as they are", n), n));
  n = (gulong)report->n_other_output;
  if (n > 0)
    note (report, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%lu output does not follow the output template and is kept as it is", "%lu outputs do not follow the output template and are kept as they are", n), n));
  n = (gulong)report->n_quarantined;
  if (n > 0)
    note (report, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%lu line could not be read and waits in the quarantine", "%lu lines could not be read and wait in the quarantine", n), n));
  note_left_out (report);
  if (report->n_labelled > 0 && !report->outputs_are_labels)
    note (report, g_strdup (_ ("Outputs are long or all different: taken as free text, not as labels")));
}

static void
note_left_out (ExmImportReport *report)
{
  gulong n = (gulong)report->n_reposts;

  if (n > 0)
    note (report, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%lu repost was left out", "%lu reposts were left out", n), n));
  n = (gulong)report->n_private;
  if (n > 0)
    note (report, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%lu private message was left out", "%lu private messages were left out", n), n));
  n = (gulong)report->n_without_text;
  if (n > 0)
    note (report, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%lu post without text was left out", "%lu posts without text were left out", n), n));
  n = (gulong)report->n_lost;
  if (n > 0)
    note (report, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%lu long text was left out: its post is not in the archive", "%lu long texts were left out: their posts are not in the archive", n), n));
}
