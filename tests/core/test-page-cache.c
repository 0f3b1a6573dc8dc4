/* test-page-cache.c - which pages stay, which are wanted
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "exm-page-private.h"

static void
put (ExmPageCache *cache,
     guint         number)
{
  ExmRowId id = number + 1;
  g_autoptr(ExmPage) page = _exm_page_new (&id, 1);

  _exm_page_cache_put (cache, number, page);
}

static void
test_least_recently_used (void)
{
  ExmPageCache *cache = _exm_page_cache_new ();

  for (guint i = 0; i < EXM_PAGE_CACHE_PAGES; i++)
    put (cache, i);
  g_assert_nonnull (_exm_page_cache_get (cache, 0)); /* used again */
  put (cache, 1000);
  g_assert_cmpuint (_exm_page_cache_get_n_pages (cache), ==, EXM_PAGE_CACHE_PAGES);
  g_assert_null (_exm_page_cache_get (cache, 1));
  g_assert_nonnull (_exm_page_cache_get (cache, 0));
  g_assert_cmpuint (_exm_page_cache_find (cache, 1001), ==, 1000);
  g_assert_cmpuint (_exm_page_cache_find (cache, 2), ==, G_MAXUINT);

  put (cache, 1000); /* twice is once */
  g_assert_cmpuint (_exm_page_cache_get_n_pages (cache), ==, EXM_PAGE_CACHE_PAGES);
  _exm_page_cache_drop (cache, 1000);
  _exm_page_cache_drop (cache, 1000);
  g_assert_null (_exm_page_cache_get (cache, 1000));
  _exm_page_cache_clear (cache);
  g_assert_cmpuint (_exm_page_cache_get_n_pages (cache), ==, 0);
  _exm_page_cache_free (cache);
}

static char *
drain (ExmPageCache *cache)
{
  GString *text = g_string_new (NULL);
  guint    number;

  while (_exm_page_cache_next (cache, &number))
    g_string_append_printf (text, "%u ", number);
  return g_string_free (text, FALSE);
}

static void
test_wanted (void)
{
  static const struct
  {
    guint       wanted[6]; /* G_MAXUINT ends */
    const char *order;
    guint       guess;
  } cases[] = {
    { { 0, G_MAXUINT }, "0 ", G_MAXUINT },
    { { 0, 1, 2, G_MAXUINT }, "2 1 0 ", 3 },
    { { 5, 4, G_MAXUINT }, "4 5 ", 3 },
    { { 1, 0, G_MAXUINT }, "0 1 ", G_MAXUINT },
    { { 2, 3, 2, G_MAXUINT }, "2 3 ", 1 },
    { { 1, 2, 900, G_MAXUINT }, "900 ", G_MAXUINT }, /* who jumped looks at the new place only */
    { { 1, 2, 900, 901, G_MAXUINT }, "901 900 ", 902 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ExmPageCache    *cache = _exm_page_cache_new ();
      g_autofree char *order = NULL;

      for (guint j = 0; cases[i].wanted[j] != G_MAXUINT; j++)
        _exm_page_cache_want (cache, cases[i].wanted[j]);
      order = drain (cache);
      g_assert_cmpstr (order, ==, cases[i].order);
      g_assert_cmpuint (_exm_page_cache_guess (cache), ==, cases[i].guess);
      _exm_page_cache_free (cache);
    }
}

/* A row may still show a page that the cache has let go. */
static void
test_page_outlives_cache (void)
{
  ExmPageCache  *cache = _exm_page_cache_new ();
  const ExmRowId ids[] = { 5, 6 };
  g_autoptr(ExmPage) page = _exm_page_new (ids, 2);

  _exm_page_cache_put (cache, 0, page);
  _exm_page_cache_free (cache);
  g_assert_cmpuint (_exm_page_find (page, 6)->id, ==, 6);
  g_assert_null (_exm_page_find (page, 7));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/page-cache/least-recently-used", test_least_recently_used);
  g_test_add_func ("/core/page-cache/wanted", test_wanted);
  g_test_add_func ("/core/page-cache/page-outlives-cache", test_page_outlives_cache);
  return g_test_run ();
}
