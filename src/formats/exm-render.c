/* exm-render.c - an example as the exact line that goes into the file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-render.h"

#include <string.h>

#include "exm-json-write.h"
#include "exm-render-private.h"
#include "exm-template-private.h"

/* What is the same in each line (system instruction, template parts) is escaped once;
 * a line is then a few copies and two escapes. The export of a million lines comes
 * through here. */

struct _ExmRenderer
{
  ExmDialect dialect;
  ExmTask   *task;
  gboolean   unlabelled;
  ExmAffixes input;
  ExmAffixes output;

  char *task_lead;    /* the line's beginning with the task's instruction */
  char *input_before; /* template parts, escaped */
  char *input_after;
  char *output_before;
  char *output_after;

  ExmRecordParser *parser;    /* of kept lines; made when one comes */
  GString         *filled[2]; /* input and output with their templates, for kept lines */
};

static char *
escaped (const char *text,
         gsize       len)
{
  GString *out = g_string_new (NULL);

  exm_json_append_escaped (out, text, (gssize)len);
  return g_string_free (out, FALSE);
}

/* The line up to its first turn. */
static void
append_lead (ExmRenderer *self,
             GString     *out,
             const char  *system)
{
  gboolean contents = self->dialect == EXM_DIALECT_CONTENTS;

  if (system == NULL || *system == '\0')
    {
      g_string_append (out, contents ? "{\"contents\":[" : "{\"messages\":[");
      return;
    }
  g_string_append (out, contents ? "{\"systemInstruction\":{\"parts\":[{\"text\":" : "{\"messages\":[{\"role\":\"system\",\"content\":");
  exm_json_append_string (out, system, -1);
  g_string_append (out, contents ? "}]},\"contents\":[" : "},");
}

ExmRenderer *
exm_renderer_new (ExmDialect     dialect,
                  const ExmTask *task,
                  gboolean       unlabelled)
{
  ExmRenderer *self = g_new0 (ExmRenderer, 1);
  GString     *lead = g_string_new (NULL);

  g_return_val_if_fail (dialect == EXM_DIALECT_CONTENTS || dialect == EXM_DIALECT_MESSAGES || dialect == EXM_DIALECT_OPENAI, NULL);

  self->dialect = dialect;
  self->task = exm_task_copy (task);
  self->unlabelled = unlabelled;
  self->input = _exm_affixes_of (self->task->input_template, EXM_INPUT_SLOT);
  self->output = _exm_affixes_of (self->task->output_template, EXM_OUTPUT_SLOT);
  append_lead (self, lead, task->system_instruction);
  self->task_lead = g_string_free (lead, FALSE);
  self->input_before = escaped (self->input.before.data, self->input.before.len);
  self->input_after = escaped (self->input.after.data, self->input.after.len);
  self->output_before = escaped (self->output.before.data, self->output.before.len);
  self->output_after = escaped (self->output.after.data, self->output.after.len);
  self->filled[0] = g_string_new (NULL);
  self->filled[1] = g_string_new (NULL);
  return self;
}

void
exm_renderer_free (ExmRenderer *self)
{
  if (self == NULL)
    return;
  exm_task_free (self->task);
  g_free (self->task_lead);
  g_free (self->input_before);
  g_free (self->input_after);
  g_free (self->output_before);
  g_free (self->output_after);
  _exm_record_parser_free (self->parser);
  g_string_free (self->filled[0], TRUE);
  g_string_free (self->filled[1], TRUE);
  g_free (self);
}

static void
begin_turn (ExmRenderer *self,
            GString     *out,
            gboolean     model)
{
  if (self->dialect == EXM_DIALECT_CONTENTS)
    g_string_append (out, model ? "{\"role\":\"model\",\"parts\":[{\"text\":\"" : "{\"role\":\"user\",\"parts\":[{\"text\":\"");
  else if (!model)
    g_string_append (out, "{\"role\":\"user\",\"content\":\"");
  else
    g_string_append (out, self->dialect == EXM_DIALECT_OPENAI ? "{\"role\":\"assistant\",\"content\":\"" : "{\"role\":\"model\",\"content\":\"");
}

static void
end_turn (ExmRenderer *self,
          GString     *out)
{
  g_string_append (out, self->dialect == EXM_DIALECT_CONTENTS ? "\"}]}" : "\"}");
}

static void
append_fields (ExmRenderer      *self,
               const ExmExample *example,
               const char       *output,
               gboolean          output_verbatim,
               GString          *out)
{
  if (example->has_system)
    append_lead (self, out, example->system);
  else
    g_string_append (out, self->task_lead);

  for (guint i = 0; example->turns != NULL && i < example->turns->len; i++)
    {
      const ExmTurn *turn = g_ptr_array_index (example->turns, i);

      begin_turn (self, out, turn->role == EXM_ROLE_MODEL);
      exm_json_append_escaped (out, turn->text, -1);
      end_turn (self, out);
      g_string_append_c (out, ',');
    }

  begin_turn (self, out, FALSE);
  if (!example->input_verbatim)
    g_string_append (out, self->input_before);
  exm_json_append_escaped (out, example->input, -1);
  if (!example->input_verbatim)
    g_string_append (out, self->input_after);
  end_turn (self, out);

  if (output != NULL)
    {
      g_string_append_c (out, ',');
      begin_turn (self, out, TRUE);
      if (!output_verbatim)
        g_string_append (out, self->output_before);
      exm_json_append_escaped (out, output, -1);
      if (!output_verbatim)
        g_string_append (out, self->output_after);
      end_turn (self, out);
    }
  g_string_append (out, "]}");
}

static ExmJsonText
fill (GString          *to,
      const ExmAffixes *affixes,
      const char       *text,
      gboolean          verbatim)
{
  if (text == NULL)
    return (ExmJsonText){ NULL, 0 };
  g_string_truncate (to, 0);
  if (!verbatim)
    g_string_append_len (to, affixes->before.data, (gssize)affixes->before.len);
  g_string_append (to, text);
  if (!verbatim)
    g_string_append_len (to, affixes->after.data, (gssize)affixes->after.len);
  return (ExmJsonText){ to->str, to->len };
}

static ExmRenderResult
append_kept (ExmRenderer      *self,
             const ExmExample *example,
             const char       *output,
             gboolean          output_verbatim,
             GString          *out)
{
  const char      *system = example->has_system ? example->system : self->task->system_instruction;
  const ExmRecord *record;
  ExmRecordFault   fault;
  ExmWhole         whole;
  const char      *line;
  gsize            len;

  if (self->parser == NULL)
    self->parser = _exm_record_parser_new (self->dialect, NULL, NULL);
  line = g_bytes_get_data (example->raw, &len);
  record = _exm_record_parse (self->parser, line, len, &fault);
  if (record == NULL)
    {
      /* It was read once; if it cannot be any more, the fields still can be written. */
      append_fields (self, example, output, output_verbatim, out);
      return EXM_RENDER_DONE;
    }
  if ((ExmDialect)example->dialect != self->dialect)
    {
      if (record->rich)
        return EXM_RENDER_CANNOT;
      append_fields (self, example, output, output_verbatim, out);
      return EXM_RENDER_DONE;
    }
  whole.system = (ExmJsonText){ system, system != NULL ? strlen (system) : 0 };
  whole.input = fill (self->filled[0], &self->input, example->input, example->input_verbatim);
  whole.output = fill (self->filled[1], &self->output, output, output_verbatim);
  _exm_render_patched (out, line, len, record, &whole);
  return EXM_RENDER_DONE;
}

ExmRenderResult
exm_renderer_append (ExmRenderer      *self,
                     const ExmExample *example,
                     const char       *label_name,
                     GString          *out)
{
  const char *output = example->label != 0 || label_name != NULL ? label_name : example->output;
  gboolean    output_verbatim = example->label == 0 && label_name == NULL && example->output_verbatim;

  if (example->input == NULL || _exm_text_is_blank (example->input, strlen (example->input)))
    return EXM_RENDER_EMPTY;
  if (output != NULL && *output == '\0')
    output = NULL;
  if (output == NULL && !self->unlabelled)
    return EXM_RENDER_UNLABELLED;
  if (example->raw != NULL && exm_dialect_is_json ((ExmDialect)example->dialect))
    return append_kept (self, example, output, output_verbatim, out);
  append_fields (self, example, output, output_verbatim, out);
  return EXM_RENDER_DONE;
}

char *
exm_render_line (ExmDialect        dialect,
                 const ExmTask    *task,
                 const ExmExample *example,
                 const char       *label_name)
{
  g_autoptr (ExmRenderer) renderer = exm_renderer_new (dialect, task, TRUE);
  GString *out = g_string_new (NULL);

  exm_renderer_append (renderer, example, label_name, out);
  return g_string_free (out, FALSE);
}
