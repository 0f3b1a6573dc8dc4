/* test-setup-projects.c - names of projects, and projects on the wire
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "exm-projects.h"
#include "setup-script.h"

#define PROJECT "cloudresourcemanager-v3.json:Project"
#define SEARCH "/v3/projects:search?query=state%3AACTIVE&pageSize=500"
#define MADE "{\"name\":\"projects/77\",\"projectId\":\"posts-abc123\",\"state\":\"ACTIVE\",\"displayName\":\"Posts\"}"

/* --- names ------------------------------------------------------------------------ */

static void
test_ids (void)
{
  static const struct
  {
    const char *id;
    gboolean    good;
  } cases[] = {
    { "abcdef", TRUE },
    { "a-2345", TRUE },
    { "abcdefghijabcdefghijabcdefghij", TRUE },
    { "abcdefghijabcdefghijabcdefghijk", FALSE },
    { "abcde", FALSE },
    { "", FALSE },
    { NULL, FALSE },
    { "1bcdef", FALSE },
    { "-bcdef", FALSE },
    { "abcde-", FALSE },
    { "abcDef", FALSE },
    { "abc_def", FALSE },
    { "abc.def", FALSE },
    { "abcdé", FALSE },
    { "my-google-posts", FALSE },
    { "the-ssl-one", FALSE },
    { "undefined-1", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].id);
      g_assert_cmpint (exm_project_check_id (cases[i].id) == NULL, ==, cases[i].good);
    }
}

static void
test_names (void)
{
  static const struct
  {
    const char *name;
    gboolean    good;
  } cases[] = {
    { "Post", TRUE },
    { "My posts' 2nd \"try\"!-", TRUE },
    { "abcdefghijabcdefghijabcdefghij", TRUE },
    { "abcdefghijabcdefghijabcdefghijk", FALSE },
    { "abc", FALSE },
    { "", FALSE },
    { NULL, FALSE },
    { "Größe", FALSE },
    { "a_b_c", FALSE },
    { "tab\there", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].name);
      g_assert_cmpint (exm_project_check_name (cases[i].name) == NULL, ==, cases[i].good);
    }
}

/* Whatever the dataset is called, what is proposed passes, and is new each time. */
static void
test_proposals (void)
{
  static const char *const names[] = { NULL, "", "My posts", "Größte Posts", "日本語", "123 posts", "___", "google posts", "lesslie",
                                       "a very long name of a dataset that goes on and on for ever", "A", "\xff\xfe", "-a-", "Ünïcödé ßtraße №5" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_autofree char *name = exm_project_propose_name (names[i]);

      g_assert_null (exm_project_check_name (name));
      for (guint j = 0; j < 200; j++)
        {
          char *id = exm_project_propose_id (names[i]);

          g_assert_null (exm_project_check_id (id));
          g_hash_table_add (seen, id);
        }
      g_assert_cmpuint (g_hash_table_size (seen), >, 190);
    }
  {
    g_autofree char *id = exm_project_propose_id ("My Größte posts!");

    g_assert_true (g_str_has_prefix (id, "my-gro"));
  }
}

/* --- projects --------------------------------------------------------------------- */

static void
test_search (void)
{
  static const Step steps[] = {
    { "GET", SEARCH, 503, "", NULL },
    { "GET", SEARCH, 200, "{\"projects\":[{\"name\":\"projects/2\",\"projectId\":\"zebra-1\",\"state\":\"ACTIVE\",\"displayName\":\"Zebra\"},{\"projectId\":\"bad id\",\"state\":\"ACTIVE\"},{\"name\":\"projects/9\",\"projectId\":\"going-1\",\"state\":\"DELETE_REQUESTED\"}],\"nextPageToken\":\"t/1\"}", NULL },
    { "GET", SEARCH "&pageToken=t%2F1", 200, "{\"projects\":[{\"name\":\"projects/1\",\"projectId\":\"apple-1\",\"state\":\"ACTIVE\",\"displayName\":\"Apple\",\"parent\":\"folders/5\",\"createTime\":\"2026-01-01T00:00:00Z\"}]}", NULL },
  };
  Script script;
  g_autoptr (GPtrArray) projects = NULL;
  g_autoptr (GError) error = NULL;
  const ExmProject *first;

  SCRIPT_START (&script, steps);
  projects = exm_projects_search (script.google, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (projects->len, ==, 2);
  first = g_ptr_array_index (projects, 0);
  g_assert_cmpstr (first->id, ==, "apple-1");
  g_assert_cmpstr (first->number, ==, "1");
  g_assert_cmpstr (first->parent, ==, "folders/5");
  g_assert_cmpint (first->created, ==, 1767225600);
  g_assert_cmpstr (((ExmProject *)g_ptr_array_index (projects, 1))->id, ==, "zebra-1");
  script_end (&script);
}

static void
test_get (void)
{
  static const struct
  {
    const char *project;
    guint       status; /* 0: nothing is sent */
    const char *reply;
    int         code; /* -1: fine */
  } cases[] = {
    { "posts-abc123", 200, MADE, -1 },
    { "77", 200, MADE, -1 },
    { "other-abc123", 200, MADE, EXM_CLOUD_ERROR_BAD_REPLY },
    { "posts-abc123", 200, "{}", EXM_CLOUD_ERROR_BAD_REPLY },
    { "posts-abc123", 403, "{\"error\":{\"code\":403,\"status\":\"PERMISSION_DENIED\"}}", EXM_CLOUD_ERROR_DENIED },
    { "posts-abc123", 404, "{\"error\":{\"code\":404,\"status\":\"NOT_FOUND\"}}", EXM_CLOUD_ERROR_NOT_FOUND },
    { "../secrets", 0, "", EXM_CLOUD_ERROR_REFUSED },
    { "a?b", 0, "", EXM_CLOUD_ERROR_REFUSED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *target = g_strconcat ("/v3/projects/", cases[i].project, NULL);
      const Step       steps[] = { { "GET", target, cases[i].status, cases[i].reply, NULL } };
      Script           script;
      g_autoptr (ExmProject) project = NULL;
      g_autoptr (GError) error = NULL;

      g_test_message ("case %u", i);
      script_start (&script, steps, cases[i].status != 0 ? 1 : 0);
      project = exm_projects_get (script.google, cases[i].project, NULL, &error);
      if (cases[i].code >= 0)
        g_assert_error (error, EXM_CLOUD_ERROR, cases[i].code);
      else
        g_assert_no_error (error);
      g_assert_cmpint (project != NULL, ==, cases[i].code < 0);
      script_end (&script);
    }
}

/* The stages of a creation; each case takes the first so many steps. */
typedef struct
{
  Step        steps[4];
  int         code; /* -1: created */
  const char *says;
} CreateCase;

#define CREATE(st, re)                      \
  {                                         \
    "POST", "/v3/projects", st, re, PROJECT \
  }
#define POLL(st, re)                           \
  {                                            \
    "GET", "/v3/operations/cp.1", st, re, NULL \
  }
#define LOOK(st, re)                                 \
  {                                                  \
    "GET", "/v3/projects/posts-abc123", st, re, NULL \
  }
#define BEGUN "{\"name\":\"operations/cp.1\"}"
#define DENIED "{\"error\":{\"code\":403,\"status\":\"PERMISSION_DENIED\",\"message\":\"no\"}}"
#define DONE_WITH(code) "{\"name\":\"operations/cp.1\",\"done\":true,\"error\":{\"code\":" code ",\"message\":\"so it is\"}}"

static const CreateCase create_cases[] = {
  { { CREATE (200, BEGUN), POLL (200, BEGUN), POLL (200, "{\"name\":\"operations/cp.1\",\"done\":true,\"response\":" MADE "}") }, -1, NULL },
  { { CREATE (200, "{\"name\":\"operations/cp.1\",\"done\":true,\"response\":" MADE "}") }, -1, NULL },
  { { CREATE (200, BEGUN), POLL (503, ""), POLL (200, "{\"name\":\"operations/cp.1\",\"done\":true,\"response\":{}}"), LOOK (200, MADE) }, -1, NULL },
  /* The answer is lost: looked up, never sent again. */
  { { CREATE (0, ""), LOOK (200, MADE) }, -1, NULL },
  { { CREATE (503, ""), LOOK (200, MADE) }, -1, NULL },
  { { CREATE (200, "<html>"), LOOK (200, MADE) }, -1, NULL },
  { { CREATE (0, ""), LOOK (403, DENIED) }, EXM_CLOUD_ERROR_CONNECTION, NULL },
  { { CREATE (503, ""), LOOK (403, DENIED) }, EXM_CLOUD_ERROR_SERVER, NULL },
  /* Refused at once. */
  { { CREATE (409, "{\"error\":{\"code\":409,\"status\":\"ALREADY_EXISTS\",\"message\":\"taken\"}}") }, EXM_CLOUD_ERROR_CONFLICT, NULL },
  { { CREATE (403, DENIED) }, EXM_CLOUD_ERROR_DENIED, NULL },
  /* Refused later: the operation fails. */
  { { CREATE (200, BEGUN), POLL (200, DONE_WITH ("6")) }, EXM_CLOUD_ERROR_CONFLICT, "so it is" },
  { { CREATE (200, BEGUN), POLL (200, DONE_WITH ("7")) }, EXM_CLOUD_ERROR_DENIED, "so it is" },
  { { CREATE (200, BEGUN), POLL (200, DONE_WITH ("8")) }, EXM_CLOUD_ERROR_QUOTA, "so it is" },
  { { CREATE (200, BEGUN), POLL (200, DONE_WITH ("9")) }, EXM_CLOUD_ERROR_PRECONDITION, "so it is" },
  { { CREATE (200, BEGUN), POLL (200, DONE_WITH ("3")) }, EXM_CLOUD_ERROR_INVALID, "so it is" },
  { { CREATE (200, BEGUN), POLL (200, DONE_WITH ("13")), LOOK (403, DENIED) }, EXM_CLOUD_ERROR_SERVER, "so it is" },
  { { CREATE (200, BEGUN), POLL (200, DONE_WITH ("4711")), LOOK (403, DENIED) }, EXM_CLOUD_ERROR_SERVER, "so it is" },
  { { CREATE (200, BEGUN), POLL (404, "{}") }, EXM_CLOUD_ERROR_NOT_FOUND, NULL },
  /* Names that lead elsewhere are not followed. */
  { { CREATE (200, "{\"name\":\"projects/1/secrets\"}"), LOOK (403, DENIED) }, EXM_CLOUD_ERROR_BAD_REPLY, NULL },
  { { CREATE (200, "{\"name\":\"operations/../x\"}"), LOOK (403, DENIED) }, EXM_CLOUD_ERROR_BAD_REPLY, NULL },
};

static void
test_create (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (create_cases); i++)
    {
      const CreateCase *one = &create_cases[i];
      guint             n_steps = 0;
      Script            script;
      g_autoptr (ExmProject) project = NULL;
      g_autoptr (GError) error = NULL;

      while (n_steps < G_N_ELEMENTS (one->steps) && one->steps[n_steps].method != NULL)
        n_steps++;
      /* A poll that fails with 503 is repeated by the client itself. */
      g_test_message ("case %u", i);
      script_start (&script, one->steps, n_steps);
      project = exm_projects_create (script.google, "posts-abc123", "Posts", NULL, NULL, &error);
      if (one->code >= 0)
        g_assert_error (error, EXM_CLOUD_ERROR, one->code);
      else
        g_assert_no_error (error);
      if (one->says != NULL)
        g_assert_cmpstr (exm_cloud_error_get_problem (error)->message, ==, one->says);
      g_assert_cmpint (project != NULL, ==, one->code < 0);
      g_assert_cmpstr (g_ptr_array_index (script.bodies, 0), ==, "{\"projectId\":\"posts-abc123\",\"displayName\":\"Posts\"}");
      script_end (&script);
    }
}

static void
test_create_refused (void)
{
  Script script;
  g_autoptr (GError) id = NULL;
  g_autoptr (GError) name = NULL;

  script_start (&script, NULL, 0);
  g_assert_null (exm_projects_create (script.google, "Bad", "Posts", NULL, NULL, &id));
  g_assert_error (id, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_REFUSED);
  g_assert_null (exm_projects_create (script.google, "posts-abc123", "", NULL, NULL, &name));
  g_assert_error (name, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_REFUSED);
  script_end (&script);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cloud/setup-projects/ids", test_ids);
  g_test_add_func ("/cloud/setup-projects/names", test_names);
  g_test_add_func ("/cloud/setup-projects/proposals", test_proposals);
  g_test_add_func ("/cloud/setup-projects/search", test_search);
  g_test_add_func ("/cloud/setup-projects/get", test_get);
  g_test_add_func ("/cloud/setup-projects/create", test_create);
  g_test_add_func ("/cloud/setup-projects/create-refused", test_create_refused);
  return g_test_run ();
}
