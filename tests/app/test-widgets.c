/* test-widgets.c - every widget is made from its template and goes without a trace
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-test"

#include "config.h"

#include <string.h>

#include <adwaita.h>

#include "app-test.h"
#include "exm-application.h"
#include "exm-banner.h"
#include "exm-examples-page.h"
#include "exm-filter-bar.h"
#include "exm-focus.h"
#include "exm-job-bar.h"
#include "exm-label-details.h"
#include "exm-label-key-button.h"
#include "exm-label-line.h"
#include "exm-label-picker.h"
#include "exm-label-row.h"
#include "exm-label-tidy-view.h"
#include "exm-library-page.h"
#include "exm-line.h"
#include "exm-palette.h"
#include "exm-row-editor.h"
#include "exm-table.h"
#include "exm-window.h"

#define RESOURCES "/io/github/exemplar/Exemplar/"

static void
test_made_and_gone (void)
{
  const GType types[] = {
    EXM_TYPE_BANNER,
    EXM_TYPE_EXAMPLES_PAGE,
    EXM_TYPE_FILTER_BAR,
    EXM_TYPE_JOB_BAR,
    EXM_TYPE_LABEL_DETAILS,
    EXM_TYPE_LABEL_KEY_BUTTON,
    EXM_TYPE_LABEL_LINE,
    EXM_TYPE_LABEL_PICKER,
    EXM_TYPE_LABEL_ROW,
    EXM_TYPE_LABEL_TIDY_VIEW,
    EXM_TYPE_LIBRARY_PAGE,
    EXM_TYPE_ROW_EDITOR,
    EXM_TYPE_TABLE,
  };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      GtkWidget *widget = g_object_ref_sink (g_object_new (types[i], NULL));

      g_test_message ("%s", g_type_name (types[i]));
      g_assert_finalize_object (widget);
    }
}

/* Tab does not pass over what stands before the child that had the focus last. */
static void
test_focus (void)
{
  GtkWidget *window = g_object_ref_sink (gtk_window_new ());
  GtkWidget *outer = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *inner = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *chips = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *entry = gtk_button_new_with_label ("entry");
  GtkWidget *first = gtk_button_new_with_label ("first");
  GtkWidget *chip = gtk_button_new_with_label ("chip");

  gtk_box_append (GTK_BOX (outer), entry);
  gtk_box_append (GTK_BOX (outer), inner);
  gtk_box_append (GTK_BOX (inner), first);
  gtk_box_append (GTK_BOX (inner), chips);
  gtk_box_append (GTK_BOX (chips), chip);
  gtk_window_set_child (GTK_WINDOW (window), outer);
  exm_focus_watch (GTK_WINDOW (window));
  gtk_window_present (GTK_WINDOW (window));
  app_test_settle (200);

  gtk_widget_grab_focus (chip);
  gtk_widget_grab_focus (entry);
  g_assert_true (gtk_widget_child_focus (window, GTK_DIR_TAB_FORWARD));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (window)) == first);

  gtk_widget_grab_focus (chip);
  gtk_box_remove (GTK_BOX (chips), chip);
  gtk_widget_grab_focus (entry);
  g_assert_true (gtk_widget_child_focus (window, GTK_DIR_TAB_FORWARD));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (window)) == first);

  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_finalize_object (window);
}

/* Template files are also named in the resources by hand: each must be there. */
static void
test_templates_are_shipped (void)
{
  g_auto(GStrv) names = g_resources_enumerate_children (RESOURCES, 0, NULL);
  guint n_templates = 0;

  g_assert_nonnull (names);
  for (guint i = 0; names[i] != NULL; i++)
    n_templates += g_str_has_suffix (names[i], ".ui");
  g_assert_cmpuint (n_templates, >=, 10);
  g_assert_true (g_resources_get_info (RESOURCES "gtk/help-overlay.ui", 0, NULL, NULL, NULL));
  g_assert_true (g_resources_get_info (RESOURCES "style.css", 0, NULL, NULL, NULL));
}

static void
test_palette (void)
{
  g_autoptr(GBytes) css = g_resources_lookup_data (RESOURCES "style.css", 0, NULL);
  g_autoptr(GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  const char *text = g_bytes_get_data (css, NULL);
  GtkWidget  *label = g_object_ref_sink (gtk_label_new (NULL));

  for (guint i = 0; i < EXM_PALETTE_SIZE; i++)
    {
      g_autofree char *rule = g_strdup_printf (".%s {", exm_palette_get_class (i));

      g_assert_nonnull (strstr (text, rule));
      g_assert_true (g_hash_table_add (names, (char *)exm_palette_get_name (i)));
      exm_palette_set_class (label, i);
      g_assert_true (gtk_widget_has_css_class (label, exm_palette_get_class (i)));
      g_assert_false (gtk_widget_has_css_class (label, exm_palette_get_class (i + 1)));
    }
  /* Colours come from the platform, by name. */
  g_assert_null (strchr (strstr (text, ".label-color-0"), '#'));
  exm_palette_clear_class (label);
  g_assert_false (gtk_widget_has_css_class (label, exm_palette_get_class (0)));
  g_object_unref (label);
}

static void
test_shortcuts_are_told (void)
{
  g_autoptr(GBytes) bytes = g_resources_lookup_data (RESOURCES "gtk/help-overlay.ui", 0, NULL);
  g_autofree char   *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  gsize              n_shortcuts = 0;
  const ExmShortcut *shortcuts = exm_application_get_shortcuts (&n_shortcuts);

  for (gsize i = 0; i < n_shortcuts; i++)
    {
      g_autofree char *escaped = g_markup_escape_text (shortcuts[i].accels[0], -1);
      g_autofree char *entry = g_strdup_printf (">%s<", escaped);

      if (strstr (text, entry) == NULL)
        g_test_message ("%s has no line in the shortcuts window", shortcuts[i].action);
      g_assert_nonnull (strstr (text, entry));
    }
}

static void
test_label_key (void)
{
  ExmDataset *dataset = app_test_dataset_new (12);
  GListModel *labels = exm_dataset_get_labels (dataset);

  g_assert_cmpuint (g_list_model_get_n_items (labels), ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(ExmLabel) label = g_list_model_get_item (labels, i);

      g_assert_cmpuint (exm_label_get_key (label), !=, 0);
      g_assert_true (exm_label_picker_find_key (dataset, exm_label_get_key (label)) == label);
    }
  g_assert_null (exm_label_picker_find_key (dataset, 0));
  g_assert_null (exm_label_picker_find_key (dataset, 'Q'));
  app_test_dataset_close (dataset);
}

static gboolean
has_dataset (gpointer user_data)
{
  return exm_window_get_dataset (user_data) != NULL;
}

/* Where the text lies in a room of 400 by 30; FALSE if nothing is drawn. */
static gboolean
draw_line (ExmLine         *line,
           graphene_rect_t *bounds)
{
  GtkSnapshot   *snapshot = gtk_snapshot_new ();
  GskRenderNode *node;

  exm_line_snapshot (line, snapshot, &GRAPHENE_RECT_INIT (0, 0, 400, 30));
  node = gtk_snapshot_free_to_node (snapshot);
  if (node == NULL)
    return FALSE;
  gsk_render_node_get_bounds (node, bounds);
  gsk_render_node_unref (node);
  return TRUE;
}

static void
test_line (void)
{
  static const struct
  {
    GtkTextDirection direction;
    ExmLineFlags     flags;
    const char      *text;
    gboolean         at_left;
  } cases[] = {
    { GTK_TEXT_DIR_LTR, EXM_LINE_PLAIN, "Hello", TRUE },
    { GTK_TEXT_DIR_LTR, EXM_LINE_PLAIN, "שלום", FALSE },
    { GTK_TEXT_DIR_LTR, EXM_LINE_BESIDE, "שלום", TRUE },
    { GTK_TEXT_DIR_LTR, EXM_LINE_NUMBER, "17", FALSE },
    { GTK_TEXT_DIR_RTL, EXM_LINE_PLAIN, "Hello", TRUE },
    { GTK_TEXT_DIR_RTL, EXM_LINE_PLAIN, "שלום", FALSE },
    { GTK_TEXT_DIR_RTL, EXM_LINE_BESIDE, "Hello", FALSE },
    { GTK_TEXT_DIR_RTL, EXM_LINE_BESIDE, "שלום", FALSE },
    { GTK_TEXT_DIR_RTL, EXM_LINE_NUMBER, "17", TRUE },
  };
  g_autofree char *endless = g_strnfill (2000, 'x');

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GtkWidget) owner = g_object_ref_sink (gtk_label_new (NULL));
      g_autoptr (ExmLine) line = exm_line_new (owner, cases[i].flags);
      graphene_rect_t bounds;
      int             size[2], other[2];

      gtk_widget_set_direction (owner, cases[i].direction);
      exm_line_measure (line, &size[0], &size[1]);
      g_assert_false (draw_line (line, &bounds));
      exm_line_set_text (line, cases[i].text);
      g_assert_true (draw_line (line, &bounds));
      g_assert_cmpfloat (bounds.size.width, <, 100);
      g_assert_cmpint (bounds.origin.x + bounds.size.width / 2 < 200, ==, cases[i].at_left);

      /* Whatever it is, it stays in its room and asks for no more. */
      exm_line_set_text (line, endless);
      g_assert_true (draw_line (line, &bounds));
      g_assert_cmpfloat (bounds.origin.x + bounds.size.width, <=, 401);
      exm_line_measure (line, &other[0], &other[1]);
      g_assert_cmpint (size[0], ==, other[0]);
      g_assert_cmpint (size[1], ==, other[1]);
      exm_line_set_text (line, "");
      g_assert_false (draw_line (line, &bounds));
    }
}

static void
test_window (void)
{
  g_autoptr(ExmApplication) application = exm_application_new ();
  g_autoptr(GFile) folder = g_file_new_build_filename (g_get_user_data_dir (), "datasets", NULL);
  g_autoptr(ExmLibrary) library = exm_library_new (folder);
  g_autoptr(GFile) file = NULL;
  ExmDataset *dataset = app_test_dataset_new (20);
  ExmWindow  *window = g_object_ref (exm_window_new (NULL, library));

  file = g_object_ref (exm_dataset_get_file (dataset));
  app_test_dataset_close (dataset);

  gtk_window_present (GTK_WINDOW (window));
  g_assert_true (exm_window_is_free (window));
  exm_window_open_file (window, file);
  app_test_wait (has_dataset, window);
  g_assert_false (exm_window_is_free (window));
  g_assert_cmpuint (exm_dataset_get_stats (exm_window_get_dataset (window))->n_examples, ==, 20);
  app_test_settle (200);

  gtk_window_close (GTK_WINDOW (window));
  app_test_settle (300);
  g_assert_finalize_object (window);
}

int
main (int    argc,
      char **argv)
{
  app_test_init (&argc, &argv);
  if (!app_test_has_display ())
    return app_test_skip_all ();

  g_test_add_func ("/app/widgets/focus", test_focus);
  g_test_add_func ("/app/widgets/made-and-gone", test_made_and_gone);
  g_test_add_func ("/app/widgets/templates-are-shipped", test_templates_are_shipped);
  g_test_add_func ("/app/widgets/palette", test_palette);
  g_test_add_func ("/app/widgets/shortcuts-are-told", test_shortcuts_are_told);
  g_test_add_func ("/app/widgets/label-key", test_label_key);
  g_test_add_func ("/app/widgets/line", test_line);
  g_test_add_func ("/app/widgets/window", test_window);
  return g_test_run ();
}
