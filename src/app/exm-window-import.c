/* exm-window-import.c - posts from files and from the clipboard
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-window-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "exm-compat.h"
#include "exm-feedback.h"
#include "exm-import-memory.h"
#include "exm-import.h"
#include "exm-mapping.h"
#include "exm-recent.h"

/* source ─► sniff ─► (ask, if the guess is not good enough) ─► import ─► say what came in
 *
 * Into the open dataset it is one step of undo; into a new one, the file is made
 * at the end, so a cancelled import leaves nothing. */

typedef struct
{
  ExmWindow    *window; /* owned */
  ExmSource    *source;
  ExmDataset   *dataset; /* NULL = a new one */
  GFile        *target;  /* of a new one */
  GFile        *file;    /* nullable: to be remembered as its source, with */
  char         *stamp;   /* nullable: size and time of then */
  ExmImport    *import;
  GCancellable *cancellable;
  gboolean      is_text; /* pasted: how it is read was decided already */
  gboolean      reposts; /* of an archive: what the first import left out */
} Flow;

static void import_next (ExmWindow *self);

static void
flow_free (Flow *flow)
{
  flow->window->is_importing = FALSE;
  exm_job_bar_end (flow->window->job_bar);
  _exm_window_update_actions (flow->window);
  /* Who stops one of several does not want the others either. */
  if (flow->dataset != flow->window->dataset || g_cancellable_is_cancelled (flow->cancellable))
    g_ptr_array_set_size (flow->window->waiting, 0);
  import_next (flow->window);
  g_clear_object (&flow->window);
  g_clear_pointer (&flow->source, exm_source_unref);
  g_clear_object (&flow->dataset);
  g_clear_object (&flow->target);
  g_clear_object (&flow->file);
  g_free (flow->stamp);
  g_clear_object (&flow->import);
  g_clear_object (&flow->cancellable);
  g_free (flow);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Flow, flow_free)

/* --- what came in -------------------------------------------------------------------------- */

static char *
flow_dup_summary (const ExmImportReport *report)
{
  GString *text = g_string_new (NULL);
  guint    n_examples = (guint)report->n_examples;
  guint    n_labels = (guint)report->n_labels;

  if (report->service != EXM_SERVICE_NONE)
    /* Translators: the second is a social network: 1,204 posts from Mastodon */
    g_string_append_printf (text, ngettext ("%'u post from %s", "%'u posts from %s", n_examples), n_examples, exm_service_get_name (report->service));
  else
    g_string_append_printf (text, ngettext ("%'u example", "%'u examples", n_examples), n_examples);
  if (n_labels > 0)
    {
      g_string_append (text, ", ");
      g_string_append_printf (text, ngettext ("%'u label", "%'u labels", n_labels), n_labels);
    }
  if (report->n_reposts > 0)
    {
      g_string_append (text, ", ");
      g_string_append_printf (text, ngettext ("%'u repost left out", "%'u reposts left out", report->n_reposts), (guint)report->n_reposts);
    }
  if (report->n_private > 0)
    {
      g_string_append (text, ", ");
      g_string_append_printf (text, ngettext ("%'u private message left out", "%'u private messages left out", report->n_private), (guint)report->n_private);
    }
  if (report->n_lost > 0)
    {
      g_string_append (text, ", ");
      /* Translators: a long text of X's archive that belongs to no post in it */
      g_string_append_printf (text, ngettext ("%'u long text without its post left out", "%'u long texts without their posts left out", report->n_lost), (guint)report->n_lost);
    }
  if (report->n_quarantined > 0)
    {
      g_string_append (text, ", ");
      g_string_append_printf (text, ngettext ("%'u line set aside", "%'u lines set aside", report->n_quarantined), (guint)report->n_quarantined);
    }
  else if (report->n_other_system > 0)
    {
      g_string_append (text, ", ");
      g_string_append_printf (text, ngettext ("%'u carries another system instruction", "%'u carry another system instruction", report->n_other_system),
                              (guint)report->n_other_system);
    }
  return g_string_free (text, FALSE);
}

/* @source: where the posts came from
 * @later: when the dataset is there */
static void
flow_tell (ExmWindow             *window,
           ExmSource             *source,
           const ExmImportReport *report,
           gboolean               later)
{
  g_autofree char *text = flow_dup_summary (report);
  g_autofree char *action = NULL;
  GFile           *file = exm_source_get_file (source);

  if (report->n_reposts_with_text > 0 && file != NULL)
    {
      g_autofree char *uri = g_file_get_uri (file);
      g_autoptr(GVariant) target = g_variant_ref_sink (g_variant_new_string (uri));

      action = g_action_print_detailed_name ("win.import-reposts", target);
      _exm_window_set_news (window, text, _ ("Import Reposts Too"), action);
      if (!later)
        _exm_window_tell_news (window, window);
      return;
    }
  if (report->n_quarantined > 0)
    action = g_strdup ("win.quarantine");
  else if (report->n_other_system > 0)
    action = g_strdup_printf ("win.show-problem(uint32 %u)", EXM_PROBLEM_OTHER_SYSTEM);
  _exm_window_set_news (window, text, action != NULL ? _ ("Show") : NULL, action);
  if (!later)
    _exm_window_tell_news (window, window);
}

static void
flow_created_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(Flow) flow = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmImportReport) report = exm_import_create_finish (EXM_IMPORT (source), result, &error);

  if (report == NULL)
    {
      exm_feedback_error (GTK_WIDGET (flow->window), _ ("The file could not be imported"), error);
      return;
    }
  if (flow->file != NULL)
    exm_import_memory_keep (flow->file, flow->stamp, flow->target);
  flow_tell (flow->window, flow->source, report, TRUE);
  _exm_window_open_dataset (flow->window, flow->target);
}

static void
flow_added_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(Flow) flow = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmImportReport) report = exm_import_into_finish (EXM_IMPORT (source), result, &error);

  if (report == NULL)
    exm_feedback_error (GTK_WIDGET (flow->window), _ ("The posts could not be imported"), error);
  else
    flow_tell (flow->window, flow->source, report, FALSE);
}

/* --- the way ---------------------------------------------------------------------------------- */

static void
flow_progress_cb (const ExmProgress *progress,
                  gpointer           user_data)
{
  Flow *flow = user_data;

  exm_job_bar_update (flow->window->job_bar, progress);
}

static char *
flow_dup_name (ExmSource *source)
{
  char *name = g_strdup (exm_source_get_name (source));
  char *dot = strrchr (name, '.');

  if (dot != NULL && dot != name)
    *dot = '\0';
  /* social-posts is a file's name; Social posts is a dataset's. */
  for (char *c = name; *c != '\0'; c++)
    if (*c == '_' || *c == '-')
      *c = ' ';
  if (g_ascii_islower (*name))
    *name = g_ascii_toupper (*name);
  return name;
}

static void
flow_import (Flow           *flow,
             const ExmSniff *sniff)
{
  g_autofree char *title = g_strdup_printf (_ ("Importing %s"), exm_source_get_name (flow->source));

  flow->import = exm_import_new (flow->source, sniff);
  exm_import_set_progress (flow->import, flow_progress_cb, flow);
  exm_job_bar_begin (flow->window->job_bar, title, flow->cancellable);
  _exm_window_update_actions (flow->window);
  if (flow->dataset != NULL)
    {
      exm_import_into_async (flow->import, flow->dataset, flow->cancellable, flow_added_cb, flow);
      return;
    }

  g_autofree char *name = flow_dup_name (flow->source);

  flow->target = exm_library_unique_file (exm_library_get_folder (flow->window->library), name);
  exm_import_create_async (flow->import, flow->target, flow->cancellable, flow_created_cb, flow);
}

static void
flow_mapped_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(Flow) flow = user_data;
  g_autoptr(ExmSniff) sniff = exm_mapping_ask_finish (result, NULL);

  if (sniff != NULL)
    flow_import (g_steal_pointer (&flow), sniff);
}

static void
flow_sniffed_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(Flow) flow = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmSniff) sniff = exm_sniff_finish (result, &error);
  Flow *next;

  if (sniff == NULL)
    {
      if (flow->file != NULL)
        exm_recent_remove (flow->file);
      exm_feedback_error (GTK_WIDGET (flow->window), _ ("The file could not be read"), error);
      return;
    }
  next = g_steal_pointer (&flow);
  if (next->reposts)
    sniff->reposts = EXM_REPOSTS_ONLY;
  if (!next->is_text && exm_mapping_is_needed (sniff))
    exm_mapping_ask_async (GTK_WINDOW (next->window), next->source, sniff, flow_mapped_cb, next);
  else
    flow_import (next, sniff);
}

static Flow *
flow_new (ExmWindow *window,
          ExmSource *source,
          gboolean   into_dataset)
{
  Flow *flow = g_new0 (Flow, 1);

  window->is_importing = TRUE;
  flow->window = g_object_ref (window);
  flow->source = exm_source_ref (source);
  flow->cancellable = g_cancellable_new ();
  if (into_dataset && window->dataset != NULL)
    flow->dataset = g_object_ref (window->dataset);
  return flow;
}

/* Also while it is asked what the columns are. TRUE: it was said */
static gboolean
is_busy (ExmWindow *self)
{
  if (!self->is_importing && !exm_job_bar_is_busy (self->job_bar))
    return FALSE;
  exm_feedback_toast (GTK_WIDGET (self), _ ("Another import or export is still running"));
  return TRUE;
}

static void
flow_begin (ExmWindow  *self,
            ExmSource  *source,
            gboolean    into_dataset,
            GFile      *file,
            const char *stamp)
{
  Flow *flow;

  if (is_busy (self))
    return;
  flow = flow_new (self, source, into_dataset);
  if (file != NULL)
    {
      exm_recent_add (file);
      flow->file = g_object_ref (file);
      flow->stamp = g_strdup (stamp);
    }
  exm_sniff_async (source, flow->cancellable, flow_sniffed_cb, flow);
}

void
_exm_window_import (ExmWindow *self,
                    ExmSource *source,
                    gboolean   into_dataset)
{
  flow_begin (self, source, into_dataset, NULL, NULL);
}

static void
import_next (ExmWindow *self)
{
  g_autoptr(ExmSource) source = NULL;
  g_autoptr(GFile) file = NULL;

  if (self->waiting->len == 0 || self->dataset == NULL)
    return;
  file = g_ptr_array_steal_index (self->waiting, 0);
  source = exm_source_new_file (file);
  _exm_window_import (self, source, TRUE);
}

void
_exm_window_import_files (ExmWindow    *self,
                          GFile *const *files,
                          guint         n_files)
{
  if (is_busy (self))
    return;
  for (guint i = 0; i < n_files; i++)
    g_ptr_array_add (self->waiting, g_object_ref (files[i]));
  import_next (self);
}

void
_exm_window_import_file (ExmWindow  *self,
                         ExmSource  *source,
                         GFile      *file,
                         const char *stamp)
{
  flow_begin (self, source, FALSE, file, stamp);
}

void
_exm_window_import_reposts (ExmWindow *self,
                            ExmSource *source)
{
  Flow *flow;

  if (is_busy (self))
    return;
  flow = flow_new (self, source, TRUE);
  flow->reposts = TRUE;
  exm_sniff_async (source, flow->cancellable, flow_sniffed_cb, flow);
}

/* --- pasted text -------------------------------------------------------------------------------- */

/* Rows of a spreadsheet have tabs; JSON lines begin with a brace; everything else
 * is one post a line, commas and all. */
void
_exm_window_import_text (ExmWindow  *self,
                         const char *text,
                         gboolean    into_dataset)
{
  const char *begin = text + strspn (text, " \t\r\n");
  gsize       first_line = strcspn (begin, "\r\n");
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr(ExmSource) source = exm_source_new_bytes (bytes, _ ("Pasted posts"));
  g_autoptr(ExmSniff) sniff = NULL;
  g_autoptr(GError) error = NULL;
  Flow *flow;

  if (*begin == '\0')
    {
      exm_feedback_toast (GTK_WIDGET (self), _ ("There is no text to paste"));
      return;
    }
  if (is_busy (self))
    return;
  if (*begin == '{')
    {
      _exm_window_import (self, source, into_dataset);
      return;
    }

  /* Bytes in memory: nothing here waits for a disk. */
  sniff = exm_sniff_sync (source, NULL, &error);
  if (sniff != NULL)
    {
      sniff->dialect = memchr (begin, '\t', first_line) != NULL ? EXM_DIALECT_CSV : EXM_DIALECT_TEXT;
      sniff->delimiter = '\t';
      sniff->has_header = FALSE;
      if (!exm_sniff_again_sync (sniff, source, NULL, &error))
        g_clear_pointer (&sniff, exm_sniff_free);
    }
  if (sniff == NULL)
    {
      exm_feedback_error (GTK_WIDGET (self), _ ("The text could not be read"), error);
      return;
    }
  if (sniff->dialect == EXM_DIALECT_CSV)
    {
      sniff->text_column = 0;
      sniff->label_column = sniff->columns != NULL && sniff->columns->len > 1 ? 1 : -1;
    }
  flow = flow_new (self, source, into_dataset);
  flow->is_text = TRUE;
  flow_import (flow, sniff);
}

typedef struct
{
  ExmWindow   *window;
  GtkTextView *view;
} Paste;

static void
paste_free (Paste *paste)
{
  g_clear_object (&paste->window);
  g_clear_object (&paste->view);
  g_free (paste);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Paste, paste_free)

static void
exm_window_paste_rows_cb (GObject      *source,
                          GAsyncResult *result,
                          gpointer      user_data)
{
  g_autoptr(ExmWindow) self = user_data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);

  _exm_window_import_text (self, text != NULL ? text : "", TRUE);
}

void
_exm_window_paste_rows (ExmWindow *self)
{
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (self)), NULL, exm_window_paste_rows_cb, g_object_ref (self));
}

static void
exm_window_paste_answered_cb (GObject      *source,
                              GAsyncResult *result,
                              gpointer      user_data)
{
  g_autoptr(Paste) paste = user_data;
  g_autofree char *answer = exm_compat_ask_finish (result);
  GtkTextBuffer   *buffer = gtk_text_view_get_buffer (paste->view);
  GtkTextIter      start, end;

  if (g_strcmp0 (answer, "add") != 0)
    return;
  gtk_text_buffer_get_bounds (buffer, &start, &end);

  g_autofree char *text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);

  _exm_window_import_text (paste->window, text, paste->window->dataset != NULL);
}

static void
exm_window_paste_read_cb (GObject      *source,
                          GAsyncResult *result,
                          gpointer      user_data)
{
  g_autoptr(GtkTextView) view = user_data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
  GtkTextBuffer   *buffer = gtk_text_view_get_buffer (view);

  /* Only into an empty field: the user may have been quicker. */
  if (text != NULL && gtk_text_buffer_get_char_count (buffer) == 0)
    gtk_text_buffer_set_text (buffer, text, -1);
}

void
_exm_window_paste_posts (ExmWindow *self)
{
  const ExmAnswer answers[] = {
    { "cancel", _ ("_Cancel"), ADW_RESPONSE_DEFAULT },
      { "add", _ ("_Add"), ADW_RESPONSE_SUGGESTED },
    };
  GtkWidget *view = gtk_text_view_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *frame = gtk_frame_new (NULL);
  Paste     *paste = g_new0 (Paste, 1);

  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (view), 8);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (view), 8);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (view), 8);
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (view), 8);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Posts, one a line"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), 200);
  gtk_widget_set_size_request (scroller, 300, -1);
  gtk_frame_set_child (GTK_FRAME (frame), scroller);

  paste->window = g_object_ref (self);
  paste->view = g_object_ref_sink (GTK_TEXT_VIEW (view));
  exm_compat_ask_async (GTK_WINDOW (self), _ ("Paste Posts"),
                                              _ ("One post a line. Rows from a spreadsheet may have the label in the second column."),
                                                 frame, answers, G_N_ELEMENTS (answers), exm_window_paste_answered_cb, paste);
  gtk_widget_grab_focus (view);
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (self)), NULL, exm_window_paste_read_cb, g_object_ref (view));
}
