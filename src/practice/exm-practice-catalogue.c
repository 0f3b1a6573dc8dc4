/* exm-practice-catalogue.c - which base models the service knows, and where
 *
 * As published on 2026-08-22 under "Supervised fine-tuning" and "Model versions"
 * of https://docs.cloud.google.com/gemini-enterprise-agent-platform/. Models of
 * generation 3 tune in two regions and are served from a multi-region.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-practice"

#include "config.h"

#include "exm-practice-private.h"

#include <string.h>

static const ExmPracticeBase bases[] = {
  /* id, tunable, served, multi-region, largest adapter */
  { "gemini-3.5-flash", TRUE, TRUE, TRUE, 16 },
  { "gemini-3.5-flash-lite", TRUE, TRUE, TRUE, 16 },
  { "gemini-3.1-flash-lite", TRUE, TRUE, TRUE, 16 },
  { "gemini-2.5-pro", TRUE, TRUE, FALSE, 8 },
  { "gemini-2.5-flash", TRUE, TRUE, FALSE, 16 },
  { "gemini-2.5-flash-lite", TRUE, TRUE, FALSE, 16 },
  { "gemini-3.6-flash", FALSE, TRUE, FALSE, 0 },
  { "gemini-3.7-flash", FALSE, TRUE, FALSE, 0 },
  { "gemini-3.8-flash", FALSE, TRUE, FALSE, 0 },
};

const ExmPracticeBase *
_exm_practice_base (const char *id)
{
  for (gsize i = 0; id != NULL && i < G_N_ELEMENTS (bases); i++)
    if (strcmp (bases[i].id, id) == 0)
      return &bases[i];
  return NULL;
}

const char *
_exm_practice_base_home (const ExmPracticeBase *base, const char *region)
{
  const gboolean us = g_str_equal (region, "us-central1");
  const gboolean eu = g_str_equal (region, "europe-west4");

  if (!us && !eu)
    return NULL;
  if (!base->multi)
    return us ? "us-central1" : "europe-west4";
  return us ? "us" : "eu";
}
