/* exm-show-rows.c - from a mark or a count to the rows that it means
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-show-rows.h"

#include "exm-window-private.h"

/* A dialog stands before the window that it belongs to. */
static ExmWindow *
find_window (GtkWidget *from)
{
  GtkRoot *root = gtk_widget_get_root (from);

  while (root != NULL && !EXM_IS_WINDOW (root) && GTK_IS_WINDOW (root))
    root = GTK_ROOT (gtk_window_get_transient_for (GTK_WINDOW (root)));
  return EXM_IS_WINDOW (root) && EXM_WINDOW (root)->dataset != NULL ? EXM_WINDOW (root) : NULL;
}

void
exm_show_rows (GtkWidget      *from,
               const ExmQuery *query,
               const char     *title)
{
  ExmWindow *window;

  g_return_if_fail (GTK_IS_WIDGET (from));
  g_return_if_fail (query != NULL);

  window = find_window (from);
  if (window == NULL)
    return;
  _exm_window_show_page (window, "examples");
  exm_examples_page_show_query (window->examples_page, query, title);
}

ExmQuery *
exm_show_rows_dup_query (GtkWidget *from)
{
  ExmWindow *window;

  g_return_val_if_fail (GTK_IS_WIDGET (from), NULL);

  window = find_window (from);
  return window != NULL ? exm_examples_page_dup_query (window->examples_page) : exm_query_new ();
}
