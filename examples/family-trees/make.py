"""Writes facts.csv: who is whose what in the two families of Hinton 1986, derived from who married whom and whose child each is."""
import csv
import pathlib

# English, Italian: couples with their children; both families have the same tree.
COUPLES = [
    ("Christopher", "Penelope", ["Arthur", "Victoria"]), ("Andrew", "Christine", ["James", "Jennifer"]),
    ("Arthur", "Margaret", []), ("James", "Victoria", ["Colin", "Charlotte"]), ("Charles", "Jennifer", []),
    ("Roberto", "Maria", ["Emilio", "Lucia"]), ("Pierro", "Francesca", ["Marco", "Angela"]),
    ("Emilio", "Gina", []), ("Marco", "Lucia", ["Alfonso", "Sophia"]), ("Tomaso", "Angela", [])]
WOMEN = {"Penelope", "Christine", "Victoria", "Jennifer", "Margaret", "Charlotte",
         "Maria", "Francesca", "Lucia", "Angela", "Gina", "Sophia"}

people = [p for husband, wife, children in COUPLES for p in (husband, wife, *children)]
people = list(dict.fromkeys(people))
spouse = {a: b for husband, wife, _ in COUPLES for a, b in ((husband, wife), (wife, husband))}
parents = {child: {husband, wife} for husband, wife, children in COUPLES for child in children}


def siblings(person):
    return {p for p in people if p != person and person in parents and parents.get(p) == parents[person]}


def children(person):
    return {p for p in people if person in parents.get(p, ())}


def aunts_and_uncles(person):
    blood = set().union(*(siblings(p) for p in parents.get(person, ())))
    return blood | {spouse[p] for p in blood if p in spouse}


def nieces_and_nephews(person):
    return {p for p in people if person in aunts_and_uncles(p)}


PAIRS = [("husband", "wife", lambda p: {spouse[p]} if p in spouse else set()),
         ("father", "mother", lambda p: parents.get(p, set())), ("son", "daughter", children),
         ("brother", "sister", siblings), ("uncle", "aunt", aunts_and_uncles), ("nephew", "niece", nieces_and_nephews)]

with open(pathlib.Path(__file__).parent / "facts.csv", "w", newline="") as file:
    facts = csv.writer(file, lineterminator="\n")
    facts.writerow(["person", "relation", "answer", "or"])
    for person in people:
        for he, she, find in PAIRS:
            for relation, answers in ((he, find(person) - WOMEN), (she, find(person) & WOMEN)):
                if answers:
                    answers = sorted(answers)
                    facts.writerow([person, relation, answers[0], answers[-1]])
