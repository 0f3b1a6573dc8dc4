/* ready-fixture.h - a ready page against a practice service
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-projects.h"
#include "exm-ready.h"
#include "exm-services.h"
#include "exm-storage-browse.h"
#include "exm-tuning.h"
#include "exm-upload.h"
#include "submit-fixture.h"

typedef struct
{
  Service     service;
  ExmReady   *ready;
  ExmDataset *dataset;
} Page;

static inline void
page_set_up (Page         *page,
             gconstpointer data)
{
  static const ExmHttpPace quick = { 3, 2, 8, 500 };
  g_autofree char         *path = NULL;

  service_start (&page->service);
  exm_http_set_pace (exm_google_get_http (page->service.google), &quick);
  path = fixture_dataset_new (120);
  page->dataset = fixture_open (path);
  page->ready = exm_ready_new (page->service.catalogue);
  exm_ready_set_google (page->ready, page->service.google, "practice@example.test");
  exm_ready_set_dataset (page->ready, exm_dataset_get_stats (page->dataset), exm_dataset_get_task (page->dataset));
}

static inline void
page_tear_down (Page         *page,
                gconstpointer data)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (page->ready);
  g_assert_finalize_object (page->dataset);
  service_stop (&page->service);
}

typedef struct
{
  gboolean done;
  gboolean good;
  GError  *error;
} Wait;

static inline void
page_checked_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  Wait *wait = user_data;

  wait->good = exm_ready_check_finish (EXM_READY (source), result, &wait->error);
  wait->done = TRUE;
}

static inline void
page_fixed_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  Wait *wait = user_data;

  wait->good = exm_ready_fix_finish (EXM_READY (source), result, &wait->error);
  wait->done = TRUE;
}

static inline void
page_wait (Wait *wait)
{
  while (!wait->done)
    g_main_context_iteration (NULL, TRUE);
}

static inline void
page_check (Page *page)
{
  Wait wait = { 0 };

  exm_ready_check_async (page->ready, NULL, page_checked_cb, &wait);
  g_assert_cmpint (exm_ready_is_checking (page->ready), ==, exm_ready_get_google (page->ready) != NULL);
  page_wait (&wait);
  g_assert_no_error (wait.error);
  g_assert_true (wait.good);
  g_assert_false (exm_ready_is_checking (page->ready));
}

/* (transfer full) (nullable): the error */
static inline GError *
page_try (Page          *page,
          ExmReadyKind   kind,
          ExmReadyAction action,
          const char    *choice,
          const char    *extra)
{
  Wait wait = { 0 };

  exm_ready_fix_async (page->ready, exm_ready_get_item (page->ready, kind), action, choice, extra, NULL, page_fixed_cb, &wait);
  page_wait (&wait);
  g_assert_cmpint (wait.good, ==, wait.error == NULL);
  g_assert_false (exm_ready_item_is_busy (exm_ready_get_item (page->ready, kind)));
  return wait.error;
}

static inline void
page_fix (Page          *page,
          ExmReadyKind   kind,
          ExmReadyAction action,
          const char    *choice,
          const char    *extra)
{
  g_autoptr(GError) error = page_try (page, kind, action, choice, extra);

  g_assert_no_error (error);
}

static inline ExmReadyState
page_state (Page        *page,
            ExmReadyKind kind)
{
  return exm_ready_item_get_state (exm_ready_get_item (page->ready, kind));
}

static inline ExmReadyAction
page_action (Page        *page,
             ExmReadyKind kind)
{
  return exm_ready_item_get_action (exm_ready_get_item (page->ready, kind));
}

static inline const char *
page_text (Page        *page,
           ExmReadyKind kind)
{
  return exm_ready_item_get_text (exm_ready_get_item (page->ready, kind));
}

/* One letter a row, in order: u unknown, c checking, o ok, a attention, b blocked, e error. */
static inline void
page_assert_rows (Page       *page,
                  const char *wanted)
{
  char rows[EXM_N_READY + 1] = { 0 };

  for (guint i = 0; i < EXM_N_READY; i++)
    {
      rows[i] = exm_ready_state_to_code (page_state (page, i))[0];
      g_test_message ("%s: %s: %s", exm_ready_kind_to_code (i), exm_ready_state_to_code (page_state (page, i)), page_text (page, i));
    }
  g_assert_cmpstr (rows, ==, wanted);
  g_assert_cmpint (exm_ready_is_ready (page->ready), ==, g_str_equal (wanted, "ooooooooo"));
}

static inline void
page_make_bucket (Page       *page,
                  const char *name)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmBucket) bucket = exm_storage_create_bucket (page->service.google, EXM_PRACTICE_PROJECT, name, "US", NULL, &error);

  g_assert_no_error (error);
}

static inline void
page_add_fault (Page                *page,
                ExmPracticeFaultKind kind,
                const char          *path,
                guint                status)
{
  const ExmPracticeFault fault = { .kind = kind, .path = path, .times = 1000, .status = status, .delay_ms = 300 };

  exm_practice_add_fault (page->service.practice, &fault);
}
