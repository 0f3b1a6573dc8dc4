/* test-label-page.c - the parts of the Label page: guideline, links, grid
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-test"

#include "config.h"

#include <string.h>

#include <adwaita.h>

#include "exm-guide-text.h"
#include "exm-post-card.h"
#include "exm-post-grid.h"
#include "exm-unsure.h"

#include "exm-label-page.h"
#include "exm-settings.h"
#include "app-test.h"

static const struct
{
  const char *text;
  const char *markup;
} guides[] = {
  { "", "" },
  { "plain <b> & \"x\"", "plain &lt;b&gt; &amp; &quot;x&quot;" },
  { "# Mood", "<span size=\"x-large\" weight=\"bold\">Mood</span>" },
  { "### a *b*", "<span size=\"medium\" weight=\"bold\">a <i>b</i></span>" },
  { "#hashtag", "#hashtag" },
  { "#### four", "#### four" },
  { "**bold** and *it* and _it_", "<b>bold</b> and <i>it</i> and <i>it</i>" },
  { "**bold *in* it**", "<b>bold <i>in</i> it</b>" },
  { "2 * 3 * 4", "2 * 3 * 4" },
  { "snake_case_name", "snake_case_name" },
  { "`a <b> **c**`", "<tt>a &lt;b&gt; **c**</tt>" },
  { "- one\n- two", "  • one\n  • two" },
  { "1. one\n  2. two", "  1. one\n      2. two" },
  { "**open", "**open" },
  { "[us](https://example.org/?a=1&b=2)", "<a href=\"https://example.org/?a=1&amp;b=2\">us</a>" },
  { "[x](javascript:alert(1))", "[x](javascript:alert(1))" },
  { "[x](file:///etc/passwd)", "[x](file:///etc/passwd)" },
  { "see https://example.org/a.", "see <a href=\"https://example.org/a\">https://example.org/a</a>." },
  { "[a\"><b>](https://e.org/\"><b>)", "<a href=\"https://e.org/&quot;&gt;&lt;b&gt;\">a&quot;&gt;&lt;b&gt;</a>" },
};

static void
test_guide_text (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (guides); i++)
    {
      g_autofree char *markup = exm_guide_text_to_markup (guides[i].text);

      g_assert_cmpstr (markup, ==, guides[i].markup);
    }
}

/* Whatever is written, the markup can be read, and nothing but our elements is in it. */
static void
test_guide_text_is_always_valid (void)
{
  static const char        signs[] = "*_`[]()#-<>&\"' \nab1.:/h";
  static const char *const words[] = { "**", "https://a.b", "[x](", "](https://", "\xff", "é", "\xe2\x82" };

  for (guint round = 0; round < 3000; round++)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      g_autofree char *markup = NULL;
      g_autoptr(GError) error = NULL;
      guint length = (guint)g_test_rand_int_range (0, 40);

      for (guint i = 0; i < length; i++)
        if (g_test_rand_int_range (0, 5) == 0)
          g_string_append (text, words[g_test_rand_int_range (0, G_N_ELEMENTS (words))]);
        else
          g_string_append_c (text, signs[g_test_rand_int_range (0, sizeof signs - 1)]);
      markup = exm_guide_text_to_markup (text->str);

      /* Pango does not know the links of a label: to it they are spans. */
      g_autoptr(GString) plain = g_string_new (markup);
      char *open;

      while ((open = strstr (plain->str, "<a href=")) != NULL)
        {
          gssize at = open - plain->str;

          g_string_erase (plain, at, strchr (open, '>') - open + 1);
          g_string_insert (plain, at, "<u>");
        }
      g_string_replace (plain, "</a>", "</u>", 0);
      pango_parse_markup (plain->str, -1, 0, NULL, NULL, NULL, &error);
      g_assert_no_error (error);
    }
}

static void
test_links (void)
{
  PangoAttrList *list;
  GSList        *attributes;

  g_assert_null (exm_post_card_dup_links ("no address, but www and http: here"));
  list = exm_post_card_dup_links ("see https://example.org/a?b, or www.example.org.");
  attributes = pango_attr_list_get_attributes (list);
  g_assert_cmpuint (g_slist_length (attributes), ==, 2);
  g_assert_cmpuint (((PangoAttribute *)attributes->data)->start_index, ==, 4);
  g_assert_cmpuint (((PangoAttribute *)attributes->data)->end_index, ==, 27);
  g_assert_cmpuint (((PangoAttribute *)attributes->next->data)->start_index, ==, 32);
  g_assert_cmpuint (((PangoAttribute *)attributes->next->data)->end_index, ==, 47);
  g_slist_free_full (attributes, (GDestroyNotify)pango_attribute_destroy);
  pango_attr_list_unref (list);
}

static void
test_unsure_mix (void)
{
  ExmRowId ids[100];
  double   margins[100];
  gboolean seen[101] = { FALSE };
  guint    next = 1;

  /* The higher the id, the surer. */
  for (guint i = 0; i < 100; i++)
    {
      ids[i] = 100 - i;
      margins[i] = (100 - i) / 100.0;
    }
  exm_unsure_mix (ids, margins, 100, 1);
  for (guint i = 0; i < 100; i++)
    {
      g_assert_false (seen[ids[i]]);
      if (i % 4 != 3)
        {
          while (seen[next])
            next++;
          g_assert_cmpuint (ids[i], ==, next);
        }
      seen[ids[i]] = TRUE;
    }
}

/* --- the grid, which has to stay lazy ----------------------------------------------------- */

#define N_ROWS 5000

static gboolean
has_rows (gpointer grid)
{
  return exm_post_grid_get_n_posts (grid) == N_ROWS && exm_row_model_get_n_live_rows (exm_post_grid_get_model (grid)) > 0;
}

static void
test_grid (void)
{
  ExmDataset *dataset = app_test_dataset_new (N_ROWS);
  GtkWidget  *window = gtk_window_new ();
  GtkWidget  *grid = exm_post_grid_new ();
  guint64     asked;

  exm_post_grid_set_dataset (EXM_POST_GRID (grid), dataset);
  g_assert_null (exm_post_grid_get_model (EXM_POST_GRID (grid)));
  gtk_window_set_child (GTK_WINDOW (window), grid);
  gtk_window_set_default_size (GTK_WINDOW (window), 1200, 800);
  gtk_window_present (GTK_WINDOW (window));
  exm_post_grid_set_active (EXM_POST_GRID (grid), TRUE);
  app_test_wait (has_rows, grid);
  app_test_settle (300);
  g_assert_cmpuint (exm_row_model_get_n_live_rows (exm_post_grid_get_model (EXM_POST_GRID (grid))), <=, 300);
  asked = exm_row_model_get_n_items_asked (exm_post_grid_get_model (EXM_POST_GRID (grid)));
  g_assert_cmpuint (asked, <=, 800);
  g_assert_cmpuint (exm_post_grid_get_n_selected (EXM_POST_GRID (grid)), ==, 1);

  /* Without it, an edit costs the grid nothing. */
  exm_post_grid_set_active (EXM_POST_GRID (grid), FALSE);
  g_assert_null (exm_post_grid_get_model (EXM_POST_GRID (grid)));
  gtk_window_destroy (GTK_WINDOW (window));
  app_test_settle (50);
  app_test_dataset_close (dataset);
}

static void
run_command (ExmDataset *dataset,
             ExmCommand *command)
{
  g_autoptr(GError) error = NULL;

  exm_receipt_free (exm_dataset_run_sync (dataset, command, &error));
  g_assert_no_error (error);
  exm_command_unref (command);
}

static gboolean
says_no_posts (gpointer user_data)
{
  GtkWidget *widget = user_data;

  if (ADW_IS_STATUS_PAGE (widget))
    return gtk_widget_get_mapped (widget) && g_str_equal (adw_status_page_get_title (ADW_STATUS_PAGE (widget)), "No Posts Yet");
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (says_no_posts (child))
      return TRUE;
  return FALSE;
}

static gboolean
says_nothing (gpointer user_data)
{
  return !says_no_posts (user_data);
}

/* Without a post the grid says so; with the first one it is there. */
static void
test_empty_grid (void)
{
  ExmDataset *dataset = app_test_dataset_new (0);
  GtkWidget  *page = exm_label_page_new ();
  GtkWidget  *window = gtk_window_new ();
  g_autoptr(GPtrArray) first = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_example_free);

  g_ptr_array_add (first, exm_example_new ());
  exm_label_page_set_dataset (EXM_LABEL_PAGE (page), dataset);
  gtk_window_set_child (GTK_WINDOW (window), page);
  gtk_window_set_default_size (GTK_WINDOW (window), 1000, 700);
  gtk_window_present (GTK_WINDOW (window));
  app_test_wait (says_no_posts, page);
  gtk_widget_activate_action (page, "label.grid", NULL);
  app_test_settle (300);
  g_assert_true (says_no_posts (page));
  run_command (dataset, exm_command_new_add (first, 0));
  app_test_wait (says_nothing, page);
  exm_label_page_set_dataset (EXM_LABEL_PAGE (page), NULL);
  gtk_window_destroy (GTK_WINDOW (window));
  app_test_settle (50);
  app_test_dataset_close (dataset);
}

/* --- order --------------------------------------------------------------------------------- */

static gboolean
shows_shortest (gpointer user_data)
{
  GtkWidget *widget = user_data;

  if (gtk_widget_has_css_class (widget, "post-text"))
    return g_str_equal (gtk_label_get_label (GTK_LABEL (widget)), "!");
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (shows_shortest (child))
      return TRUE;
  return FALSE;
}

/* What came in before the first look at the page comes in the chosen order as well. */
static void
test_order_after_edit (void)
{
  ExmDataset *dataset = app_test_dataset_new (6);
  GtkWidget  *page = exm_label_page_new ();
  GtkWidget  *window = gtk_window_new ();
  g_autoptr(ExmTarget) target = exm_target_new_row (2);

  g_settings_set_string (exm_settings_get_default (), "label-order", "shortest");
  exm_label_page_set_dataset (EXM_LABEL_PAGE (page), dataset);
  run_command (dataset, exm_command_new_set_input (4, "!"));
  run_command (dataset, exm_command_new_duplicate (target));
  app_test_settle (300);
  gtk_window_set_child (GTK_WINDOW (window), page);
  gtk_window_present (GTK_WINDOW (window));
  app_test_wait (shows_shortest, page);
  exm_label_page_set_dataset (EXM_LABEL_PAGE (page), NULL);
  gtk_window_destroy (GTK_WINDOW (window));
  app_test_settle (50);
  app_test_dataset_close (dataset);
  g_settings_reset (exm_settings_get_default (), "label-order");
}

int
main (int    argc,
      char **argv)
{
  app_test_init (&argc, &argv);
  if (!app_test_has_display ())
    return app_test_skip_all ();
  g_test_add_func ("/app/label-page/guide-text", test_guide_text);
  g_test_add_func ("/app/label-page/guide-text-is-always-valid", test_guide_text_is_always_valid);
  g_test_add_func ("/app/label-page/links", test_links);
  g_test_add_func ("/app/label-page/unsure-mix", test_unsure_mix);
  g_test_add_func ("/app/label-page/grid", test_grid);
  g_test_add_func ("/app/label-page/empty-grid", test_empty_grid);
  g_test_add_func ("/app/label-page/order-after-edit", test_order_after_edit);
  return g_test_run ();
}
