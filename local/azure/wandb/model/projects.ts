import type { Platform } from "../../service";

export interface Project {
  entity: string;
  name: string;
  /** Counts from 1. */
  number: number;
  /** ISO 8601. */
  createdAt: string;
}

const projects = (platform: Platform) => platform.store.collection<Project>("wandbProjects");

export function findProject(platform: Platform, entity: string, name: string): Project | undefined {
  return projects(platform).get(`${entity}/${name}`);
}

export function listProjects(platform: Platform, entity: string): Project[] {
  return [...projects(platform).values()].filter((project) => project.entity === entity);
}

/** Finds a project, or creates it. */
export function ensureProject(platform: Platform, entity: string, name: string): Project {
  const existing = findProject(platform, entity, name);
  if (existing) {
    return existing;
  }
  const number = [...projects(platform).values()].length + 1;
  const project = { entity, name, number, createdAt: new Date(platform.clock.now()).toISOString() };
  projects(platform).put(`${entity}/${name}`, project);
  return project;
}
