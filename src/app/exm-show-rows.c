/* exm-show-rows.c - from a mark or a count to the rows that it means
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-show-rows.h"

#include "exm-window-private.h"

void
exm_show_rows (GtkWidget      *from,
               const ExmQuery *query,
               const char     *title)
{
  g_return_if_fail (GTK_IS_WIDGET (from));
  g_return_if_fail (query != NULL);

  GtkRoot *root = gtk_widget_get_root (from);

  /* A dialog stands before the window that it belongs to. */
  while (root != NULL && !EXM_IS_WINDOW (root) && GTK_IS_WINDOW (root))
    root = GTK_ROOT (gtk_window_get_transient_for (GTK_WINDOW (root)));
  if (!EXM_IS_WINDOW (root) || EXM_WINDOW (root)->dataset == NULL)
    return;
  _exm_window_show_page (EXM_WINDOW (root), "examples");
  exm_examples_page_show_query (EXM_WINDOW (root)->examples_page, query, title);
}
