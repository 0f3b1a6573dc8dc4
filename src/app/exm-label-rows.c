/* exm-label-rows.c - from rows to deciding on them one by one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-label-rows.h"

#include "exm-label-page.h"
#include "exm-window-private.h"

static ExmWindow *
find_window (GtkWidget *from)
{
  GtkRoot *root = gtk_widget_get_root (from);

  /* A dialog stands before the window that it belongs to. */
  while (root != NULL && !EXM_IS_WINDOW (root) && GTK_IS_WINDOW (root))
    root = GTK_ROOT (gtk_window_get_transient_for (GTK_WINDOW (root)));
  return EXM_IS_WINDOW (root) && EXM_WINDOW (root)->dataset != NULL ? EXM_WINDOW (root) : NULL;
}

void
exm_label_rows (GtkWidget      *from,
                const ExmQuery *query,
                const char     *title)
{
  ExmWindow *window;

  g_return_if_fail (GTK_IS_WIDGET (from) && query != NULL);

  window = find_window (from);
  if (window == NULL)
    return;
  exm_label_page_set_queue (EXM_LABEL_PAGE (window->label_page), query, title);
  _exm_window_show_page (window, "label");
  gtk_widget_grab_focus (window->label_page);
}

ExmQuery *
exm_label_rows_dup_filter (GtkWidget *from)
{
  ExmWindow *window;

  g_return_val_if_fail (GTK_IS_WIDGET (from), NULL);

  window = find_window (from);
  return window != NULL ? exm_examples_page_dup_query (window->examples_page) : exm_query_new ();
}
