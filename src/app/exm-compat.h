/* exm-compat.h - what newer GTK and libadwaita do with other calls
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The functions have the shape of the newer calls; exm-compat.c is the only
 * file with version checks. A later floor deletes code there and nowhere else. */

/**
 * exm_compat_open_file_async:
 * @filters: (nullable): list of GtkFileFilter, the first is chosen
 * @folder: (nullable): where to begin
 *
 * Lets the user choose a file to read. Finish: %G_IO_ERROR_CANCELLED when the
 * user chose none.
 */
void   exm_compat_open_file_async (GtkWindow          *parent,
                                   const char         *title,
                                   GListModel         *filters,
                                   GFile              *folder,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
GFile *exm_compat_open_file_finish (GAsyncResult *result,
                                    GError      **error);

/**
 * exm_compat_save_file_async:
 * @name: the name offered
 *
 * Lets the user choose where to write; asks before an existing file is chosen.
 */
void   exm_compat_save_file_async (GtkWindow          *parent,
                                   const char         *title,
                                   const char         *name,
                                   GListModel         *filters,
                                   GFile              *folder,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
GFile *exm_compat_save_file_finish (GAsyncResult *result,
                                    GError      **error);

/**
 * ExmAnswer: one button of a question.
 * @id: what finish returns
 * @text: translated verb, with a mnemonic
 */
typedef struct
{
  const char           *id;
  const char           *text;
  AdwResponseAppearance appearance;
} ExmAnswer;

/**
 * exm_compat_ask_async:
 * @body: plain text
 * @extra: (nullable) (transfer floating): a widget below the text
 * @answers: (array length=n_answers): the first is what Esc gives; the last that
 *   is suggested is the default
 */
void exm_compat_ask_async (GtkWindow          *parent,
                           const char         *heading,
                           const char         *body,
                           GtkWidget          *extra,
                           const ExmAnswer    *answers,
                           guint               n_answers,
                           GAsyncReadyCallback callback,
                           gpointer            user_data);

/**
 * exm_compat_ask_finish:
 *
 * Returns: (transfer full): the id of the answer
 */
char *exm_compat_ask_finish (GAsyncResult *result);

/**
 * exm_compat_show_uri: opens an address with the app that the desktop has for it.
 */
void exm_compat_show_uri (GtkWindow  *parent,
                          const char *uri);

/**
 * exm_compat_announce: has a screen reader say @text; the status itself must be
 * in sight anyway. Before GTK 4.14 it is the description of what has the
 * keyboard for two seconds.
 */
void exm_compat_announce (GtkWidget  *widget,
                          const char *text);

/**
 * exm_compat_is_name: whether @text is the accessible name that @widget was given.
 */
gboolean exm_compat_is_name (GtkWidget  *widget,
                             const char *text);

/**
 * exm_compat_describe:
 * @text: (nullable): nothing for none
 *
 * Sets the accessible description, so that it comes back after an announcement.
 */
void exm_compat_describe (GtkWidget  *widget,
                          const char *text);

/**
 * exm_compat_add_toast:
 * @toast: (transfer full): what to show
 *
 * Shows a toast whose button to close it has a name.
 */
void exm_compat_add_toast (AdwToastOverlay *toasts,
                           AdwToast        *toast);

/**
 * exm_compat_leave_table_on_tab: Tab goes on behind the table instead of through
 * its cells. Before GTK 4.12 the table's parent does it (ExmTable).
 */
void exm_compat_leave_table_on_tab (GtkColumnView *view);

/**
 * exm_compat_get_text_color: the color of the widget's text, for drawing.
 */
void exm_compat_get_text_color (GtkWidget *widget,
                                GdkRGBA   *color);

/**
 * exm_compat_get_accent: the color that marks what is active, for drawing.
 */
void exm_compat_get_accent (GtkWidget *widget,
                            GdkRGBA   *color);

/**
 * exm_compat_keep_value:
 * @row: over a model of GtkStringObject
 *
 * The chosen value keeps the room that it needs, up to some words, and a long
 * subtitle breaks its line instead. libadwaita cuts the value, down to a letter.
 */
void exm_compat_keep_value (AdwComboRow *row);

G_END_DECLS
