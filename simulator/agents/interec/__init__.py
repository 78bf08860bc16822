"""A pipeline in the style of InteRecAgent, written from its paper: bus, profiles, plan first, reflection.

Source: Huang, Lian, Lei, Yao, Lian and Xie, "Recommender AI Agent: Integrating Large Language Models for Interactive
Recommendations", 2023. What the paper leaves to a language model (reading the message, demonstrations that choose the
plan, wording, the critic) is done here by the embedded understanding and by rules, so that the figures say what the
pipeline is worth with the same ears as all other agents.
"""
