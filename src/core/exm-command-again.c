/* exm-command-again.c - posts that are to be decided on once more
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-command-private.h"

#include <string.h>

/* @hint becomes the last line of the note, unless it is there. */
static gboolean
add_hint (ExmRun     *run,
          ExmRowId    id,
          const char *hint,
          GError    **error)
{
  g_autoptr(GError) local_error = NULL;
  g_autoptr(GBytes) old = _exm_store_get_text (run->store, EXM_TEXT_NOTE, id, &local_error);
  g_autoptr(GBytes) note = NULL;
  g_autoptr(GString) text = g_string_new (NULL);

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (old != NULL)
    g_string_append_len (text, g_bytes_get_data (old, NULL), (gssize)g_bytes_get_size (old));
  if (g_str_has_suffix (text->str, hint))
    return TRUE;
  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append (text, hint);
  note = g_bytes_new_static (text->str, text->len);
  return _exm_store_set_text (run->store, EXM_TEXT_NOTE, id, note, error);
}

static gboolean
is_decided (ExmStore *store,
            ExmRowId  id)
{
  guint16 label = store->columns.label[id];

  return (store->columns.bits[id] & EXM_BIT_OUTPUT) != 0 ||
         (label < store->map.n && store->map.effective[label] != 0);
}

gboolean
_exm_run_decide_again (const ExmCommand *self,
                       ExmRun           *run,
                       GError          **error)
{
  g_autofree ExmRowId *ids = NULL;
  g_autoptr(ExmTarget) rows = NULL;
  ExmCommand unlabel = { .kind = EXM_COMMAND_SET_LABEL };
  gsize      n_ids;

  ids = _exm_run_resolve (run, self->target, FALSE, &n_ids, error);
  if (ids == NULL)
    return FALSE;
  for (gsize i = 0; self->text != NULL && *self->text != '\0' && i < n_ids; i++)
    if (g_cancellable_set_error_if_cancelled (run->cancellable, error) ||
        (is_decided (run->store, ids[i]) && !add_hint (run, ids[i], self->text, error)))
      return FALSE;
  rows = exm_target_new_rows (ids, n_ids);
  unlabel.target = rows;
  return _exm_run_set_label (&unlabel, run, error);
}
